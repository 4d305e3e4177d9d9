#include "kernel_table.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang fp contract(fast)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

/* 12 bits of 1/sqrt(x), one Newton step: 23. */
#define RECIPROCAL_ROOT(x) reciprocal_root(x)
static inline __attribute__((always_inline)) __m256 reciprocal_root(__m256 x) {
  __m256 y = _mm256_rsqrt_ps(x);
  return y * (1.5f - 0.5f * x * y * y);
}

#define LANES 8
#define TILE_ROWS 6
#define TABLE kernel_table_avx2
#include "kernel_bodies.h"

#pragma clang attribute pop
#endif
