#include "kernel_table.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang fp contract(fast)
#pragma clang attribute push(                                                         \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)

/* 14 bits of 1/sqrt(x), one Newton step: 28. */
#define RECIPROCAL_ROOT(x) reciprocal_root(x)
static inline __attribute__((always_inline)) __m512 reciprocal_root(__m512 x) {
  __m512 y = _mm512_rsqrt14_ps(x);
  return y * (1.5f - 0.5f * x * y * y);
}

#define LANES 16
#define TILE_ROWS 12
#define TABLE kernel_table_avx512
#include "kernel_bodies.h"

#pragma clang attribute pop
#endif
