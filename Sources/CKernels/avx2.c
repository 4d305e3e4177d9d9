#include "kernel_table.h"

#if defined(__x86_64__)
#pragma clang fp contract(fast)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define LANES 8
#define TILE_ROWS 6
#define TABLE kernel_table_avx2
#include "kernel_bodies.h"

#pragma clang attribute pop
#endif
