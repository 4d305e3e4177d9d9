#include "kernel_table.h"

#if defined(__x86_64__)
#pragma clang fp contract(fast)
#pragma clang attribute push(                                                         \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)

#define LANES 16
#define TILE_ROWS 12
#define TABLE kernel_table_avx512
#include "kernel_bodies.h"

#pragma clang attribute pop
#endif
