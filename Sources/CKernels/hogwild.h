/*
 * The whole step of negative sampling for queries one after another, each updating the shared
 * tables at once and without locks (Recht, Ré, Wright and Niu 2011, "hogwild"): threads may
 * overwrite each other's updates, which sparse gradients forgive, and no two runs on several
 * threads are alike. Included by kernel_bodies.h for each variant.
 *
 * With query q = map(a, r), negatives e_j, w_j = dL/dscore_j and D = d measure/d e_j, a row-wise
 * Adagrad step needs only |w_j|² mean(D²), which is known before the row is read again:
 *
 *     product     D = q                mean(D²) = |q|²/n
 *     L1          D = sign(q - e)      mean(D²) = 1
 *     L2          D = (q - e)/|q - e|  mean(D²) = 1/n
 *     modulus     D = z/|z|            mean(D²) = 1/2
 *
 * so one pass reads each row for its score and a second reads and writes it.
 */

typedef float quad __attribute__((vector_size(16)));

INLINE quad fold_to_quad(vector v) {
#if LANES == 16
  typedef float octet __attribute__((vector_size(32)));
  octet s = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
            __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  return __builtin_shufflevector(s, s, 0, 1, 2, 3) + __builtin_shufflevector(s, s, 4, 5, 6, 7);
#elif LANES == 8
  return __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
#else
  return v;
#endif
}

/* The sums of the lanes of four vectors. */
INLINE quad sum_lanes_of_four(const vector v[4]) {
  quad a = fold_to_quad(v[0]), b = fold_to_quad(v[1]), c = fold_to_quad(v[2]),
       d = fold_to_quad(v[3]);
  quad x = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
  quad y = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
  return __builtin_shufflevector(x, y, 0, 1, 4, 5) + __builtin_shufflevector(x, y, 2, 3, 6, 7);
}

INLINE void prefetch_row(const float *row, size_t n) {
  for (size_t k = 0; k < n; k += 16) __builtin_prefetch(row + k, 1, 3);
}

/* One query's rows: pointers to the negatives, their scores, then weights and steps. */
struct sampled_rows {
  float **rows;
  float **states;
  float *scores;
  float *steps;
};

/* Scores of four rows at once. */
INLINE void score_four(const int measure, const float *q, float *const *rows, size_t n,
                       size_t half, float *scores) {
  vector sums[4] = {{0}, {0}, {0}, {0}};
  quad tail = {0};
  if (measure == CK_COMPLEX_MODULUS) {
    size_t k = 0;
    for (; k + LANES <= half; k += LANES) {
      vector x = load(q + k), y = load(q + k + half);
      for (int i = 0; i < 4; i++) {
        vector u = x - load(rows[i] + k), v = y - load(rows[i] + k + half);
        vector square = __builtin_elementwise_max(u * u + v * v, (vector){0} + 1e-30f);
        sums[i] -= square * RECIPROCAL_ROOT(square);
      }
    }
    for (; k < half; k++)
      for (int i = 0; i < 4; i++) {
        float u = q[k] - rows[i][k], v = q[k + half] - rows[i][k + half];
        tail[i] -= __builtin_elementwise_sqrt(u * u + v * v);
      }
  } else {
    for (size_t k = 0; k < n; k += LANES) {
      vector x = load(q + k);
      for (int i = 0; i < 4; i++) {
        vector e = load(rows[i] + k);
        if (measure == CK_DOT) sums[i] += x * e;
        else if (measure == CK_MANHATTAN) sums[i] -= __builtin_elementwise_abs(x - e);
        else sums[i] += (x - e) * (x - e);
      }
    }
  }
  quad result = sum_lanes_of_four(sums) + tail;
  if (measure == CK_EUCLIDEAN) result = -__builtin_elementwise_sqrt(result);
  memcpy(scores, &result, sizeof result);
}

/* The negatives' part of the query's gradient and the negatives' own updates, for `vectors`
 * vectors of columns from column `c`; the query and its gradient stay in registers. */
INLINE void update_columns(const int measure, const int per_element, const int vectors, size_t c,
                           const float *q, float *gradient, const struct sampled_rows *r,
                           size_t count, float rate) {
  vector x[8], g[8];
  for (int v = 0; v < vectors; v++) {
    x[v] = load(q + c + v * LANES);
    g[v] = load(gradient + c + v * LANES);
  }
  for (size_t j = 0; j < count; j++) {
    float *row = r->rows[j] + c, w = r->scores[j], step = r->steps[j];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      vector e = load(row + v * LANES), d = x[v];
      if (measure == CK_DOT) {
        g[v] += w * e;
      } else {
        d = x[v] - e;
        if (measure == CK_MANHATTAN) {
          integers sign = ((integers)d & (int32_t)0x80000000) | 0x3f800000;
          d = (vector)(sign & (d != (vector){0}));
        }
        g[v] -= w * d;
      }
      if (per_element) {
        float *state = r->states[j] + c + v * LANES;
        vector own = w * d, sum = load(state) + own * own;
        store(state, sum);
        store(row + v * LANES, e - rate * own * RECIPROCAL_ROOT(sum + 1e-20f));
      } else {
        store(row + v * LANES, e - step * d);
      }
    }
  }
  for (int v = 0; v < vectors; v++) store(gradient + c + v * LANES, g[v]);
}

INLINE void update_real(const int measure, const int per_element, const float *q,
                        float *gradient, const struct sampled_rows *r, size_t count, size_t n,
                        float rate) {
  enum { WIDE = LANES == 16 ? 8 : 4 };
  size_t c = 0;
  for (; c + WIDE * LANES <= n; c += WIDE * LANES)
    update_columns(measure, per_element, WIDE, c, q, gradient, r, count, rate);
  for (; c + LANES <= n; c += LANES)
    update_columns(measure, per_element, 1, c, q, gradient, r, count, rate);
}

/* One vector of real and of imaginary parts of every row. */
INLINE void update_modulus(const int per_element, const float *q, float *gradient,
                           const struct sampled_rows *r, size_t count, size_t half, float rate) {
  size_t k = 0;
  for (; k + LANES <= half; k += LANES) {
    vector x = load(q + k), y = load(q + k + half);
    vector gx = load(gradient + k), gy = load(gradient + k + half);
    for (size_t j = 0; j < count; j++) {
      float *row = r->rows[j] + k, w = r->scores[j], step = r->steps[j];
      vector ex = load(row), ey = load(row + half), u = x - ex, v = y - ey;
      vector scale = RECIPROCAL_ROOT(
          __builtin_elementwise_max(u * u + v * v, (vector){0} + 1e-30f));
      u *= scale;
      v *= scale;
      gx -= w * u;
      gy -= w * v;
      if (per_element) {
        float *state = r->states[j] + k;
        vector sx = load(state) + w * u * (w * u), sy = load(state + half) + w * v * (w * v);
        store(state, sx);
        store(state + half, sy);
        store(row, ex - rate * w * u * RECIPROCAL_ROOT(sx + 1e-20f));
        store(row + half, ey - rate * w * v * RECIPROCAL_ROOT(sy + 1e-20f));
      } else {
        store(row, ex - step * u);
        store(row + half, ey - step * v);
      }
    }
    store(gradient + k, gx);
    store(gradient + k + half, gy);
  }
  for (; k < half; k++)
    for (size_t j = 0; j < count; j++) {
      float *row = r->rows[j], w = r->scores[j], u = q[k] - row[k], v = q[k + half] - row[k + half];
      float length = __builtin_elementwise_sqrt(u * u + v * v);
      u = length > 0 ? u / length : 0;
      v = length > 0 ? v / length : 0;
      gradient[k] -= w * u;
      gradient[k + half] -= w * v;
      float sx = r->steps[j], sy = sx;
      if (per_element) {
        float *state = r->states[j];
        state[k] += w * u * (w * u);
        state[k + half] += w * v * (w * v);
        sx = rate * w / (__builtin_elementwise_sqrt(state[k]) + 1e-10f);
        sy = rate * w / (__builtin_elementwise_sqrt(state[k + half]) + 1e-10f);
      }
      row[k] -= sx * u;
      row[k + half] -= sy * v;
    }
}

/* SplitMix64 (Steele, Lea and Flood 2014). */
INLINE uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/* `count` entities for a query with this code; 32 random bits each, so a candidate's chance is off
 * by less than candidates/2^32. */
INLINE void draw_negatives(const struct ck_sampled_training *t, int32_t code, uint64_t *random,
                           int32_t *drawn, size_t count) {
  uint64_t bound = t->entity_count, start = 0;
  if (t->candidates) {
    start = (uint64_t)t->candidate_offsets[code];
    bound = (uint64_t)t->candidate_offsets[code + 1] - start;
  }
  for (size_t j = 0; j < count; j += 2) {
    uint64_t bits = next_random(random);
    drawn[j] = (int32_t)(((bits >> 32) * bound) >> 32);
    if (j + 1 < count) drawn[j + 1] = (int32_t)(((bits & 0xffffffff) * bound) >> 32);
  }
  if (t->candidates)
    for (size_t j = 0; j < count; j++) drawn[j] = t->candidates[start + (uint64_t)drawn[j]];
}

/* The gradient's row, with the regulariser's where the row is one that the query names. */
INLINE void update_named_row(const struct ck_sampled_training *t, float *row, float *state,
                             float *gradient, size_t n) {
  if (t->n3 > 0) n3_gradient(t->is_complex, t->n3, row, gradient, t->width);
  if (t->l2 > 0)
    for (size_t k = 0; k < n; k++) gradient[k] += 2 * t->l2 * row[k];
  if (t->per_element)
    adagrad(row, state, gradient, n, t->rate);
  else
    row_adagrad(row, state, gradient, n, t->width, t->rate);
}

INLINE float *entity_state(const struct ck_sampled_training *t, int32_t entity) {
  return t->entity_state + (size_t)entity * (t->per_element ? t->stride : 1);
}

/* What remains of a query once its gradient is known: answer, anchor and relation. */
INLINE void finish_query(const struct ck_sampled_training *t, int32_t anchor, int32_t code,
                         int32_t answer, float weight, const float *q, float *gradient,
                         float *scratch) {
  size_t n = t->stride;
  int inverse = code >= t->inverse_from;
  int32_t relation = inverse ? code - t->inverse_from : code;
  float *da = scratch, *dr = scratch + n, *dt = scratch + 2 * n;
  memset(scratch, 0, 3 * n * sizeof *scratch);
  float *answer_row = t->entities + (size_t)answer * n, *anchor_row = t->entities + (size_t)anchor * n;
  float *relation_row = t->relations + (size_t)relation * n;
  measure_gradient(t->measure, weight, q, answer_row, gradient, t->width);
  if (t->measure == CK_DOT)
    axpy(weight, q, dt, n);
  else
    measure_gradient(t->measure, -weight, q, answer_row, dt, t->width);
  query_gradient(t->map, inverse, anchor_row, relation_row, gradient, da, dr, t->width);
  update_named_row(t, answer_row, entity_state(t, answer), dt, n);
  update_named_row(t, anchor_row, entity_state(t, anchor), da, n);
  update_named_row(t, relation_row,
                   t->relation_state + (size_t)relation * (t->per_element ? n : 1), dr, n);
}

/* Weights of the negatives become steps of row-wise Adagrad. `sums` has room for the negatives
 * rounded up to 16. An entity drawn twice counts once in its state. */
INLINE void row_steps(const struct ck_sampled_training *t, const float *q, const int32_t *drawn,
                      struct sampled_rows *r, float *sums) {
  size_t count = t->negatives, padded = (count + LANES - 1) / LANES * LANES;
  float mean = 1;
  if (t->measure == CK_DOT) mean = dot(q, q, t->stride) / (float)t->width;
  if (t->measure == CK_EUCLIDEAN) mean = 1 / (float)t->width;
  if (t->measure == CK_COMPLEX_MODULUS) mean = 0.5f;
  for (size_t j = 0; j < count; j++) sums[j] = t->entity_state[drawn[j]];
  for (size_t j = count; j < padded; j++) sums[j] = 1;
  for (size_t j = 0; j < padded; j += LANES) {
    vector w = load(r->scores + j), sum = load(sums + j) + mean * w * w;
    store(sums + j, sum);
    store(r->steps + j, t->rate * w / (__builtin_elementwise_sqrt(sum) + 1e-10f));
  }
  for (size_t j = 0; j < count; j++) t->entity_state[drawn[j]] = sums[j];
}

/* The L2 gradient is along q - e by its length; `distances` holds the scores, minus the lengths. */
INLINE void divide_by_lengths(size_t count, const float *distances, struct sampled_rows *r) {
  for (size_t j = 0; j < count; j++) {
    float unit = distances[j] < 0 ? -1 / distances[j] : 0;
    r->scores[j] *= unit;
    r->steps[j] *= unit;
  }
}

INLINE double train_query(const int measure, const int per_element,
                          const struct ck_sampled_training *t, int32_t anchor, int32_t code,
                          int32_t answer, const int32_t *drawn, const int32_t *next,
                          float *workspace, float **rows) {
  size_t n = t->stride, count = t->negatives, padded = (count + 15) / 16 * 16;
  float *q = workspace, *gradient = q + n, *scratch = gradient + n;
  struct sampled_rows r = {rows, rows + padded, scratch + 3 * n, scratch + 3 * n + padded};
  float *distances = r.steps + padded;
  int inverse = code >= t->inverse_from;
  int32_t relation = inverse ? code - t->inverse_from : code;
  memset(q, 0, 2 * n * sizeof *q);
  query(t->map, inverse, t->entities + (size_t)anchor * n, t->relations + (size_t)relation * n, q,
        t->width);
  for (size_t j = 0; j < padded; j++) {
    int32_t entity = drawn[j < count ? j : 0];
    rows[j] = t->entities + (size_t)entity * n;
    r.states[j] = entity_state(t, entity);
  }
  for (size_t j = 0; j < count; j += 4) {
    if (next)
      for (size_t i = j; i < j + 4 && i < count; i++)
        prefetch_row(t->entities + (size_t)next[i] * n, n);
    score_four(measure, q, rows + j, n, t->width / 2, r.scores + j);
  }
  if (measure == CK_EUCLIDEAN) memcpy(distances, r.scores, count * sizeof *distances);
  for (size_t j = 0; j < count; j++)
    if (drawn[j] == answer) r.scores[j] = -INFINITY;
  float weight = measure == CK_DOT ? dot(q, t->entities + (size_t)answer * n, n)
                                   : measure_of(measure, q, t->entities + (size_t)answer * n, t->width);
  double loss = sampling_loss(t->loss, r.scores, count, &weight, t->margin, t->temperature, 1);
  if (!per_element) row_steps(t, q, drawn, &r, distances + padded);
  if (measure == CK_EUCLIDEAN) divide_by_lengths(count, distances, &r);
  if (measure == CK_COMPLEX_MODULUS)
    update_modulus(per_element, q, gradient, &r, count, t->width / 2, t->rate);
  else
    update_real(measure, per_element, q, gradient, &r, count, n, t->rate);
  finish_query(t, anchor, code, answer, weight, q, gradient, scratch);
  return loss;
}

INLINE double train_queries(const int measure, const int per_element,
                            const struct ck_sampled_training *t, const int32_t *anchors,
                            const int32_t *codes, const int32_t *answers, size_t count,
                            uint64_t random, float *workspace, float **rows, int32_t *drawn) {
  double loss = 0;
  size_t n = t->stride, room = (t->negatives + 15) / 16 * 16;
  int32_t *now = drawn, *next = drawn + room;
  if (count) draw_negatives(t, codes[0], &random, now, t->negatives);
  for (size_t i = 0; i < count; i++) {
    int more = i + 1 < count;
    if (more) {
      draw_negatives(t, codes[i + 1], &random, next, t->negatives);
      prefetch_row(t->entities + (size_t)anchors[i + 1] * n, n);
      prefetch_row(t->entities + (size_t)answers[i + 1] * n, n);
    }
    loss += train_query(measure, per_element, t, anchors[i], codes[i], answers[i], now,
                        more ? next : 0, workspace, rows);
    int32_t *swap = now;
    now = next;
    next = swap;
  }
  return loss;
}

static double train_sampled(const struct ck_sampled_training *t, const int32_t *anchors,
                            const int32_t *codes, const int32_t *answers, size_t count,
                            uint64_t random, float *workspace) {
  size_t room = (t->negatives + 15) / 16 * 16;
  float **rows = (float **)(void *)workspace;
  int32_t *drawn = (int32_t *)(void *)(rows + 2 * room);
  float *floats = (float *)(void *)(drawn + 2 * room);
#define CASE(measure)                                                                           \
  case measure:                                                                                 \
    return t->per_element                                                                       \
               ? train_queries(measure, 1, t, anchors, codes, answers, count, random, floats,   \
                               rows, drawn)                                                     \
               : train_queries(measure, 0, t, anchors, codes, answers, count, random, floats,   \
                               rows, drawn)
  switch (t->measure) {
    CASE(CK_DOT);
    CASE(CK_MANHATTAN);
    CASE(CK_EUCLIDEAN);
    default: CASE(CK_COMPLEX_MODULUS);
  }
#undef CASE
}

/* One chunk of queries against one draw of negatives: scores and gradients as matrix products. */
static double train_chunk(const struct ck_sampled_training *t, const int32_t *anchors,
                          const int32_t *codes, const int32_t *answers, size_t count,
                          uint64_t random, float *workspace) {
  size_t n = t->stride, k = t->negatives, columns = (k + PANEL - 1) / PANEL * PANEL;
  int32_t *drawn = (int32_t *)(void *)workspace;
  float *q = workspace + columns, *dq = q + count * n, *e = dq + count * n, *de = e + k * n;
  float *panels = de + k * n, *scores = panels + columns * t->width, *scratch = scores + count * columns;
  draw_negatives(t, codes[0], &random, drawn, k);
  for (size_t j = 0; j < k; j++) {
    if (j + 8 < k) prefetch_row(t->entities + (size_t)drawn[j + 8] * n, n);
    memcpy(e + j * n, t->entities + (size_t)drawn[j] * n, n * sizeof *e);
  }
  memset(q, 0, 2 * count * n * sizeof *q);
  memset(de, 0, k * n * sizeof *de);
  for (size_t i = 0; i < count; i++) {
    int inverse = codes[i] >= t->inverse_from;
    int32_t relation = inverse ? codes[i] - t->inverse_from : codes[i];
    query(t->map, inverse, t->entities + (size_t)anchors[i] * n,
          t->relations + (size_t)relation * n, q + i * n, t->width);
  }
  pack_panels(e, 0, k, k, n, t->width, panels);
  score_panels(t->measure, q, count, n, t->width, panels, columns / PANEL, scores, columns);
  double loss = 0;
  float weights[CK_LARGEST_CHUNK];
  for (size_t i = 0; i < count; i++) {
    float *row = scores + i * columns;
    for (size_t j = 0; j < k; j++)
      if (drawn[j] == answers[i]) row[j] = -INFINITY;
    weights[i] = measure_of(t->measure, q + i * n, t->entities + (size_t)answers[i] * n, t->width);
    loss += sampling_loss(t->loss, row, k, weights + i, t->margin, t->temperature, 1);
  }
  if (t->measure == CK_DOT) {
    multiply(count, n, k, scores, columns, 1, e, n, dq, n);
    multiply(k, n, count, scores, 1, columns, q, n, de, n);
  } else {
    for (size_t i = 0; i < count; i++)
      for (size_t j = 0; j < k; j++) {
        float w = scores[i * columns + j];
        if (w == 0) continue;
        measure_gradient(t->measure, w, q + i * n, e + j * n, dq + i * n, t->width);
        measure_gradient(t->measure, -w, q + i * n, e + j * n, de + j * n, t->width);
      }
  }
  for (size_t j = 0; j < k; j++) {
    float *row = t->entities + (size_t)drawn[j] * n, *state = entity_state(t, drawn[j]);
    if (t->per_element)
      adagrad(row, state, de + j * n, n, t->rate);
    else
      row_adagrad(row, state, de + j * n, n, t->width, t->rate);
  }
  for (size_t i = 0; i < count; i++)
    finish_query(t, anchors[i], codes[i], answers[i], weights[i], q + i * n, dq + i * n, scratch);
  return loss;
}
