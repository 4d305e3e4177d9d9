#include "kernel_table.h"

/* No fused multiply-add anywhere, so that every processor rounds alike. */
#pragma clang fp contract(off)

#define RECIPROCAL_ROOT(x) (1.0f / __builtin_elementwise_sqrt(x))
#define LANES 4
#define TILE_ROWS 4
#define TABLE kernel_table_portable
#include "kernel_bodies.h"
