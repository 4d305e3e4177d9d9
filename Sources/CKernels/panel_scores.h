/* Scores of queries against panels of entities. Included by kernel_bodies.h for each variant. */

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
