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

/* ---- Query maps -------------------------------------------------------------------------- */

/* q = a·r over complex numbers, a·conj(r) when sign is -1. */
INLINE void complex_product(float sign, const float *restrict a, const float *restrict r,
                            float *restrict q, size_t half) {
  for (size_t k = 0; k < half; k++) {
    float ar = a[k], ai = a[k + half], rr = r[k], ri = sign * r[k + half];
    q[k] = ar * rr - ai * ri;
    q[k + half] = ar * ri + ai * rr;
  }
}

/* q = a·r/|r|; a relation component of length 0 maps everything to 0. */
INLINE void rotation(float sign, const float *restrict a, const float *restrict r,
                     float *restrict q, size_t half) {
  for (size_t k = 0; k < half; k++) {
    float length = __builtin_elementwise_sqrt(r[k] * r[k] + r[k + half] * r[k + half]);
    float scale = length > 0 ? 1 / length : 0;
    float c = r[k] * scale, s = sign * r[k + half] * scale;
    q[k] = a[k] * c - a[k + half] * s;
    q[k + half] = a[k] * s + a[k + half] * c;
  }
}

static void query(int map, int inverse, const float *restrict a, const float *restrict r,
                  float *restrict q, size_t n) {
  float sign = inverse ? -1 : 1;
  if (map == CK_TRANSLATE)
    for (size_t k = 0; k < n; k++) q[k] = a[k] + sign * r[k];
  else if (map == CK_MULTIPLY)
    for (size_t k = 0; k < n; k++) q[k] = a[k] * r[k];
  else if (map == CK_COMPLEX)
    complex_product(sign, a, r, q, n / 2);
  else
    rotation(sign, a, r, q, n / 2);
}

/* For q = a·ρ with gradient g: da = g·conj(ρ), dρ = conj(a)·g; with ρ = conj(r), dr = conj(dρ). */
INLINE void complex_product_gradient(float sign, const float *restrict a,
                                     const float *restrict r, const float *restrict g,
                                     float *restrict da, float *restrict dr, size_t half) {
  for (size_t k = 0; k < half; k++) {
    float ar = a[k], ai = a[k + half], rr = r[k], ri = sign * r[k + half];
    float gr = g[k], gi = g[k + half];
    da[k] += gr * rr + gi * ri;
    da[k + half] += gi * rr - gr * ri;
    dr[k] += ar * gr + ai * gi;
    dr[k + half] += sign * (ar * gi - ai * gr);
  }
}

/* As above with u = r/|r|: dr = (du - u (u·du)) / |r|, the part of du across u. */
INLINE void rotation_gradient(float sign, const float *restrict a, const float *restrict r,
                              const float *restrict g, float *restrict da, float *restrict dr,
                              size_t half) {
  for (size_t k = 0; k < half; k++) {
    float length = __builtin_elementwise_sqrt(r[k] * r[k] + r[k + half] * r[k + half]);
    float scale = length > 0 ? 1 / length : 0;
    float c = r[k] * scale, plain = r[k + half] * scale, s = sign * plain;
    float ar = a[k], ai = a[k + half], gr = g[k], gi = g[k + half];
    da[k] += gr * c + gi * s;
    da[k + half] += gi * c - gr * s;
    float du = ar * gr + ai * gi, dv = sign * (ar * gi - ai * gr);
    float along = c * du + plain * dv;
    dr[k] += (du - c * along) * scale;
    dr[k + half] += (dv - plain * along) * scale;
  }
}

static void query_gradient(int map, int inverse, const float *restrict a, const float *restrict r,
                           const float *restrict g, float *restrict da, float *restrict dr,
                           size_t n) {
  float sign = inverse ? -1 : 1;
  if (map == CK_TRANSLATE)
    for (size_t k = 0; k < n; k++) {
      da[k] += g[k];
      dr[k] += sign * g[k];
    }
  else if (map == CK_MULTIPLY)
    for (size_t k = 0; k < n; k++) {
      da[k] += g[k] * r[k];
      dr[k] += g[k] * a[k];
    }
  else if (map == CK_COMPLEX)
    complex_product_gradient(sign, a, r, g, da, dr, n / 2);
  else
    rotation_gradient(sign, a, r, g, da, dr, n / 2);
}

/* ---- Scores of many entities ------------------------------------------------------------- */

static void pack_panels(const float *rows, size_t first, size_t count, size_t total,
                        size_t stride, size_t n, float *panels) {
  for (size_t start = first; start < first + count; start += PANEL) {
    float *panel = panels + start * n;
    for (size_t lane = 0; lane < PANEL; lane++) {
      const float *row = rows + (start + lane) * stride;
      if (start + lane < total)
        for (size_t k = 0; k < n; k++) panel[k * PANEL + lane] = row[k];
      else
        for (size_t k = 0; k < n; k++) panel[k * PANEL + lane] = 0;
    }
  }
}

/* One tile of scores: `rows` queries against one panel. `rows` and `measure` are constants at
 * each call, so the loops over rows unroll into registers. */
INLINE void score_tile(const int rows, const int measure, const float *q, size_t stride, size_t n,
                       const float *panel, float *scores, size_t score_stride) {
  vector low[TILE_ROWS], high[TILE_ROWS];
  for (int i = 0; i < rows; i++) low[i] = high[i] = (vector){0};
  size_t half = n / 2, terms = measure == CK_COMPLEX_MODULUS ? half : n;
  for (size_t k = 0; k < terms; k++) {
    vector b0 = load(panel + k * PANEL), b1 = load(panel + k * PANEL + LANES);
    vector c0 = b0, c1 = b1;
    if (measure == CK_COMPLEX_MODULUS) {
      c0 = load(panel + (k + half) * PANEL);
      c1 = load(panel + (k + half) * PANEL + LANES);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      float x = q[i * stride + k];
      if (measure == CK_DOT) {
        low[i] += x * b0;
        high[i] += x * b1;
      } else if (measure == CK_MANHATTAN) {
        low[i] -= __builtin_elementwise_abs(x - b0);
        high[i] -= __builtin_elementwise_abs(x - b1);
      } else if (measure == CK_EUCLIDEAN) {
        low[i] += (x - b0) * (x - b0);
        high[i] += (x - b1) * (x - b1);
      } else {
        float y = q[i * stride + k + half];
        low[i] -= __builtin_elementwise_sqrt((x - b0) * (x - b0) + (y - c0) * (y - c0));
        high[i] -= __builtin_elementwise_sqrt((x - b1) * (x - b1) + (y - c1) * (y - c1));
      }
    }
  }
  for (int i = 0; i < rows; i++) {
    if (measure == CK_EUCLIDEAN) {
      low[i] = -__builtin_elementwise_sqrt(low[i]);
      high[i] = -__builtin_elementwise_sqrt(high[i]);
    }
    store(scores + i * score_stride, low[i]);
    store(scores + i * score_stride + LANES, high[i]);
  }
}

/* Whole tiles, then pairs, then single rows: the same sums in the same order in each. */
INLINE void score_panel(const int measure, const float *q, size_t m, size_t stride, size_t n,
                        const float *panel, float *scores, size_t score_stride) {
  size_t i = 0;
  for (; i + TILE_ROWS <= m; i += TILE_ROWS)
    score_tile(TILE_ROWS, measure, q + i * stride, stride, n, panel, scores + i * score_stride,
               score_stride);
  for (; i + 2 <= m; i += 2)
    score_tile(2, measure, q + i * stride, stride, n, panel, scores + i * score_stride,
               score_stride);
  for (; i < m; i++)
    score_tile(1, measure, q + i * stride, stride, n, panel, scores + i * score_stride,
               score_stride);
}

static void score_panels(int measure, const float *q, size_t m, size_t stride, size_t n,
                         const float *panels, size_t panel_count, float *scores,
                         size_t score_stride) {
  for (size_t p = 0; p < panel_count; p++) {
    const float *panel = panels + p * PANEL * n;
    float *out = scores + p * PANEL;
    switch (measure) {
      case CK_DOT: score_panel(CK_DOT, q, m, stride, n, panel, out, score_stride); break;
      case CK_MANHATTAN:
        score_panel(CK_MANHATTAN, q, m, stride, n, panel, out, score_stride);
        break;
      case CK_EUCLIDEAN:
        score_panel(CK_EUCLIDEAN, q, m, stride, n, panel, out, score_stride);
        break;
      default: score_panel(CK_COMPLEX_MODULUS, q, m, stride, n, panel, out, score_stride);
    }
  }
}

/* ---- Matrix products --------------------------------------------------------------------- */

/* One tile of C += A·B: `rows` rows, `vectors` vectors wide, both constants at each call. */
INLINE void multiply_tile(const int rows, const int vectors, size_t k, const float *a,
                          size_t a_row, size_t a_column, const float *b, size_t b_stride,
                          float *c, size_t c_stride) {
  vector sums[TILE_ROWS][2];
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < vectors; j++) sums[i][j] = load(c + i * c_stride + j * LANES);
  for (size_t p = 0; p < k; p++) {
    vector columns[2];
    for (int j = 0; j < vectors; j++) columns[j] = load(b + p * b_stride + j * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      float x = a[i * a_row + p * a_column];
      for (int j = 0; j < vectors; j++) sums[i][j] += x * columns[j];
    }
  }
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < vectors; j++) store(c + i * c_stride + j * LANES, sums[i][j]);
}

/* All columns of `rows` rows. */
INLINE void multiply_rows(const int rows, size_t n, size_t k, const float *a, size_t a_row,
                          size_t a_column, const float *b, size_t b_stride, float *c,
                          size_t c_stride) {
  size_t j = 0;
  for (; j + PANEL <= n; j += PANEL)
    multiply_tile(rows, 2, k, a, a_row, a_column, b + j, b_stride, c + j, c_stride);
  for (; j + LANES <= n; j += LANES)
    multiply_tile(rows, 1, k, a, a_row, a_column, b + j, b_stride, c + j, c_stride);
}

/* Rows of B that stay in the second-level cache while every row of A passes over them. */
#define DEPTH 256

/* Copies `rows` rows of A, `k` deep, so that the tile reads them one after another. */
INLINE void gather_rows(const int rows, size_t k, const float *a, size_t a_row, size_t a_column,
                        float *packed) {
  for (size_t p = 0; p < k; p++)
    for (int i = 0; i < rows; i++) packed[p * rows + i] = a[i * a_row + p * a_column];
}

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column,
                     const float *b, size_t b_stride, float *c, size_t c_stride) {
  float packed[DEPTH * TILE_ROWS];
  for (size_t p = 0; p < k; p += DEPTH) {
    size_t depth = k - p < DEPTH ? k - p : DEPTH, i = 0;
    const float *block = b + p * b_stride;
    for (; i + TILE_ROWS <= m; i += TILE_ROWS) {
      gather_rows(TILE_ROWS, depth, a + i * a_row + p * a_column, a_row, a_column, packed);
      multiply_rows(TILE_ROWS, n, depth, packed, 1, TILE_ROWS, block, b_stride, c + i * c_stride,
                    c_stride);
    }
    for (; i + 2 <= m; i += 2) {
      gather_rows(2, depth, a + i * a_row + p * a_column, a_row, a_column, packed);
      multiply_rows(2, n, depth, packed, 1, 2, block, b_stride, c + i * c_stride, c_stride);
    }
    for (; i < m; i++)
      multiply_rows(1, n, depth, a + i * a_row + p * a_column, a_row, a_column, block, b_stride,
                    c + i * c_stride, c_stride);
  }
}

/* ---- Gradients and updates --------------------------------------------------------------- */

/* sum_k |q_k - e_k|^power for power 1 or 2, summed in lanes. */
INLINE float sum_of_differences(const int power, const float *q, const float *e, size_t n) {
  vector sums = {0};
  size_t k = 0;
  for (; k + LANES <= n; k += LANES) {
    vector d = load(q + k) - load(e + k);
    sums += power == 2 ? d * d : __builtin_elementwise_abs(d);
  }
  float sum = sum_lanes(sums);
  for (; k < n; k++) {
    float d = q[k] - e[k];
    sum += power == 2 ? d * d : __builtin_elementwise_abs(d);
  }
  return sum;
}

INLINE float sum_of_moduli(const float *q, const float *e, size_t half) {
  vector sums = {0};
  size_t k = 0;
  for (; k + LANES <= half; k += LANES) {
    vector x = load(q + k) - load(e + k), y = load(q + k + half) - load(e + k + half);
    sums += __builtin_elementwise_sqrt(x * x + y * y);
  }
  float sum = sum_lanes(sums);
  for (; k < half; k++) {
    float x = q[k] - e[k], y = q[k + half] - e[k + half];
    sum += __builtin_elementwise_sqrt(x * x + y * y);
  }
  return sum;
}

static float measure(int measure, const float *q, const float *e, size_t n) {
  switch (measure) {
    case CK_DOT: return dot(q, e, n);
    case CK_MANHATTAN: return -sum_of_differences(1, q, e, n);
    case CK_EUCLIDEAN: return -__builtin_elementwise_sqrt(sum_of_differences(2, q, e, n));
    default: return -sum_of_moduli(q, e, n / 2);
  }
}

INLINE void modulus_gradient(float weight, const float *restrict q, const float *restrict e,
                             float *restrict out, size_t half) {
  for (size_t k = 0; k < half; k++) {
    float x = q[k] - e[k], y = q[k + half] - e[k + half];
    float modulus = __builtin_elementwise_sqrt(x * x + y * y);
    float scale = modulus > 0 ? weight / modulus : 0;
    out[k] -= scale * x;
    out[k + half] -= scale * y;
  }
}

static void measure_gradient(int measure, float weight, const float *restrict q,
                             const float *restrict e, float *restrict out, size_t n) {
  if (measure == CK_DOT) {
    for (size_t k = 0; k < n; k++) out[k] += weight * e[k];
  } else if (measure == CK_MANHATTAN) {
    for (size_t k = 0; k < n; k++)
      out[k] -= q[k] > e[k] ? weight : (q[k] < e[k] ? -weight : 0);
  } else if (measure == CK_EUCLIDEAN) {
    float length = __builtin_elementwise_sqrt(sum_of_differences(2, q, e, n));
    float scale = length > 0 ? weight / length : 0;
    for (size_t k = 0; k < n; k++) out[k] -= scale * (q[k] - e[k]);
  } else {
    modulus_gradient(weight, q, e, out, n / 2);
  }
}

/* exp of x <= 0: x = n·log 2 + r, a polynomial of degree 7 in r (relative error below 2e-7), and
 * 2^n by its bits. Below -87 the result stays at exp(-87). */
INLINE vector exponential(vector x) {
  x = __builtin_elementwise_max(x, (vector){0} - 87.0f);
  vector n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  vector r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  vector p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * r) * r + r + 1.0f;
  integers bits = (__builtin_convertvector(n, integers) + 127) << 23;
  vector scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

static double softmax_gradient(float *scores, size_t count, size_t target, float scale) {
  size_t padded = (count + PANEL - 1) / PANEL * PANEL;
  float wanted = scores[target];
  for (size_t j = count; j < padded; j++) scores[j] = -INFINITY;
  vector maxima = load(scores);
  for (size_t j = LANES; j < padded; j += LANES)
    maxima = __builtin_elementwise_max(maxima, load(scores + j));
  float largest = maxima[0];
  for (int i = 1; i < LANES; i++) largest = maxima[i] > largest ? maxima[i] : largest;
  vector sums = {0};
  for (size_t j = 0; j < padded; j += LANES) {
    vector e = exponential(load(scores + j) - largest);
    store(scores + j, e);
    sums += e;
  }
  float sum = sum_lanes(sums), factor = scale / sum;
  for (size_t j = 0; j < padded; j += LANES) store(scores + j, factor * load(scores + j));
  for (size_t j = count; j < padded; j++) scores[j] = 0;
  scores[target] -= scale;
  return kernel_log(sum) + ((double)largest - (double)wanted);
}

static void n3_gradient(int complex, float coefficient, const float *restrict x,
                        float *restrict gradient, size_t n) {
  float factor = 3 * coefficient;
  if (!complex) {
    for (size_t k = 0; k < n; k++)
      gradient[k] += factor * __builtin_elementwise_abs(x[k]) * x[k];
    return;
  }
  size_t half = n / 2;
  for (size_t k = 0; k < half; k++) {
    float modulus = __builtin_elementwise_sqrt(x[k] * x[k] + x[k + half] * x[k + half]);
    gradient[k] += factor * modulus * x[k];
    gradient[k + half] += factor * modulus * x[k + half];
  }
}

static void adagrad(float *restrict x, float *restrict state, const float *restrict gradient,
                    size_t n, float rate) {
  for (size_t k = 0; k < n; k++) {
    state[k] += gradient[k] * gradient[k];
    x[k] -= rate * gradient[k] / (__builtin_elementwise_sqrt(state[k]) + 1e-10f);
  }
}

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
    .measure = measure,
    .softmax_gradient = softmax_gradient,
    .n3_gradient = n3_gradient,
    .adagrad = adagrad,
};
