/* Matrix products with fixed order of summation. Included by kernel_bodies.h for each variant. */

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

/* Whole tiles that are copied at a time: neighbouring rows of a transposed A share cache lines. */
#define TILES 4

/* Copies `rows` rows of A, `k` deep, so that the tile reads them one after another. */
INLINE void gather_rows(const int rows, size_t k, const float *a, size_t a_row, size_t a_column,
                        float *packed) {
  for (size_t p = 0; p < k; p++)
    for (int i = 0; i < rows; i++) packed[p * rows + i] = a[i * a_row + p * a_column];
}

/* The same for `tiles` tiles, each behind the other. */
INLINE void gather_tiles(const int tiles, size_t k, const float *a, size_t a_row, size_t a_column,
                         float *packed) {
  if (a_row != 1) {
    for (int t = 0; t < tiles; t++)
      gather_rows(TILE_ROWS, k, a + (size_t)(t * TILE_ROWS) * a_row, a_row, a_column,
                  packed + (size_t)t * DEPTH * TILE_ROWS);
    return;
  }
  for (size_t p = 0; p < k; p++) {
    const float *row = a + p * a_column;
    if (p + 8 < k)
      for (int i = 0; i < tiles * TILE_ROWS; i += 16)
        __builtin_prefetch(row + 8 * a_column + i, 0, 3);
    for (int t = 0; t < tiles; t++)
      memcpy(packed + ((size_t)t * DEPTH + p) * TILE_ROWS, row + t * TILE_ROWS,
             TILE_ROWS * sizeof(float));
  }
}

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column,
                     const float *b, size_t b_stride, float *c, size_t c_stride) {
  float packed[TILES * DEPTH * TILE_ROWS];
  for (size_t p = 0; p < k; p += DEPTH) {
    size_t depth = k - p < DEPTH ? k - p : DEPTH, i = 0;
    const float *block = b + p * b_stride;
    while (i + TILE_ROWS <= m) {
      int tiles = (m - i) / TILE_ROWS < TILES ? (int)((m - i) / TILE_ROWS) : TILES;
      gather_tiles(tiles, depth, a + i * a_row + p * a_column, a_row, a_column, packed);
      for (int t = 0; t < tiles; t++, i += TILE_ROWS)
        multiply_rows(TILE_ROWS, n, depth, packed + (size_t)t * DEPTH * TILE_ROWS, 1, TILE_ROWS,
                      block, b_stride, c + i * c_stride, c_stride);
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
