/*
 * The kernels' bodies, included once for each variant with LANES (floats a vector), TILE_ROWS
 * (rows of a register tile; TILE_ROWS · 2 accumulators must fit the register file) and TABLE set.
 */

#include <math.h>
#include <string.h>

#define PANEL (2 * LANES)
#define INLINE static inline __attribute__((always_inline))

typedef float vector __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t integers __attribute__((vector_size(LANES * sizeof(float))));

INLINE vector load(const float *p) {
  vector v;
  memcpy(&v, p, sizeof v);
  return v;
}

INLINE void store(float *p, vector v) { memcpy(p, &v, sizeof v); }

/* Adds the lanes pairwise: halves, quarters, and so on. */
INLINE float sum_lanes(vector v) {
  float lane[LANES];
  memcpy(lane, &v, sizeof v);
  for (int width = LANES / 2; width >= 1; width /= 2)
    for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

static float dot(const float *a, const float *b, size_t n) {
  vector s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  size_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    s0 += load(a + i) * load(b + i);
    s1 += load(a + i + LANES) * load(b + i + LANES);
    s2 += load(a + i + 2 * LANES) * load(b + i + 2 * LANES);
    s3 += load(a + i + 3 * LANES) * load(b + i + 3 * LANES);
  }
  for (; i + LANES <= n; i += LANES) s0 += load(a + i) * load(b + i);
  float sum = sum_lanes((s0 + s1) + (s2 + s3));
  for (; i < n; i++) sum += a[i] * b[i];
  return sum;
}

static void axpy(float alpha, const float *restrict x, float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] += alpha * x[i];
}

static void dot_rows(const float *query, const float *rows, size_t count, size_t stride, size_t n,
                     float *out) {
  for (size_t i = 0; i < count; i++) out[i] = dot(query, rows + i * stride, n);
}

#include "query_maps.h"
#include "panel_scores.h"
#include "matrix_products.h"
#include "gradients.h"
#include "optimisers.h"
#include "hogwild.h"

const struct kernel_table TABLE = {
    .panel_width = PANEL,
    .dot = dot,
    .axpy = axpy,
    .dot_rows = dot_rows,
    .query = query,
    .query_gradient = query_gradient,
    .pack_panels = pack_panels,
    .score_panels = score_panels,
    .multiply = multiply,
    .measure_gradient = measure_gradient,
    .measure = measure_of,
    .softmax_gradient = softmax_gradient,
    .logistic_gradient = logistic_gradient,
    .sampling_loss = sampling_loss,
    .n3_gradient = n3_gradient,
    .adagrad = adagrad,
    .row_adagrad = row_adagrad,
    .adam = adam,
    .train_sampled = train_sampled,
    .train_chunk = train_chunk,
};
