#include "kernel_table.h"

int ck_is_supported(int variant) {
  if (variant == CK_PORTABLE) return 1;
#if defined(__x86_64__)
  if (variant == CK_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (variant == CK_AVX512)
    return ck_is_supported(CK_AVX2) && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq");
#endif
  return 0;
}

int ck_fastest_variant(void) {
  if (ck_is_supported(CK_AVX512)) return CK_AVX512;
  return ck_is_supported(CK_AVX2) ? CK_AVX2 : CK_PORTABLE;
}

static inline const struct kernel_table *table(int variant) {
#if defined(__x86_64__)
  if (variant == CK_AVX512) return &kernel_table_avx512;
  if (variant == CK_AVX2) return &kernel_table_avx2;
#endif
  (void)variant;
  return &kernel_table_portable;
}

size_t ck_panel_width(int variant) { return table(variant)->panel_width; }

float ck_dot(int variant, const float *a, const float *b, size_t n) {
  return table(variant)->dot(a, b, n);
}

void ck_axpy(int variant, float alpha, const float *x, float *y, size_t n) {
  table(variant)->axpy(alpha, x, y, n);
}

void ck_dot_rows(int variant, const float *query, const float *rows, size_t count, size_t stride,
                 size_t n, float *out) {
  table(variant)->dot_rows(query, rows, count, stride, n, out);
}

void ck_query(int variant, int map, int inverse, const float *anchor, const float *relation,
              float *query, size_t n) {
  table(variant)->query(map, inverse, anchor, relation, query, n);
}

void ck_query_gradient(int variant, int map, int inverse, const float *anchor,
                       const float *relation, const float *gradient, float *anchor_gradient,
                       float *relation_gradient, size_t n) {
  table(variant)->query_gradient(map, inverse, anchor, relation, gradient, anchor_gradient,
                                 relation_gradient, n);
}

void ck_pack_panels(int variant, const float *rows, size_t first, size_t count, size_t total,
                    size_t stride, size_t n, float *panels) {
  table(variant)->pack_panels(rows, first, count, total, stride, n, panels);
}

void ck_score_panels(int variant, int measure, const float *queries, size_t m,
                     size_t query_stride, size_t n, const float *panels, size_t panel_count,
                     float *scores, size_t score_stride) {
  table(variant)->score_panels(measure, queries, m, query_stride, n, panels, panel_count, scores,
                               score_stride);
}

void ck_multiply(int variant, size_t m, size_t n, size_t k, const float *a, size_t a_row,
                 size_t a_column, const float *b, size_t b_stride, float *c, size_t c_stride) {
  table(variant)->multiply(m, n, k, a, a_row, a_column, b, b_stride, c, c_stride);
}

void ck_measure_gradient(int variant, int measure, float weight, const float *query,
                         const float *entity, float *out, size_t n) {
  table(variant)->measure_gradient(measure, weight, query, entity, out, n);
}

float ck_measure(int variant, int measure, const float *query, const float *entity, size_t n) {
  return table(variant)->measure(measure, query, entity, n);
}

double ck_softmax_gradient(int variant, float *scores, size_t count, const int32_t *targets,
                           size_t target_count, float scale) {
  return table(variant)->softmax_gradient(scores, count, targets, target_count, scale);
}

double ck_logistic_gradient(int variant, float *scores, size_t count, const int32_t *targets,
                            size_t target_count, float scale) {
  return table(variant)->logistic_gradient(scores, count, targets, target_count, scale);
}

double ck_sampling_loss(int variant, int loss, float *scores, size_t count, float *answer,
                        float margin, float temperature, float scale) {
  return table(variant)->sampling_loss(loss, scores, count, answer, margin, temperature, scale);
}

void ck_n3_gradient(int variant, int complex, float coefficient, const float *x, float *gradient,
                    size_t n) {
  table(variant)->n3_gradient(complex, coefficient, x, gradient, n);
}

void ck_adagrad(int variant, float *x, float *state, const float *gradient, size_t n, float rate) {
  table(variant)->adagrad(x, state, gradient, n, rate);
}

void ck_row_adagrad(int variant, float *x, float *state, const float *gradient, size_t n,
                    size_t width, float rate) {
  table(variant)->row_adagrad(x, state, gradient, n, width, rate);
}

void ck_adam(int variant, float *x, float *first, float *second, const float *gradient, size_t n,
             float rate, float correction) {
  table(variant)->adam(x, first, second, gradient, n, rate, correction);
}

size_t ck_sampled_workspace(const struct ck_sampled_training *t, size_t chunk) {
  size_t room = (t->negatives + 31) / 32 * 32, rows = 5 + 2 * chunk + 2 * t->negatives;
  size_t floats = rows * t->stride + room * (t->width + chunk + 16);
  return floats * sizeof(float) + 2 * room * (sizeof(float *) + sizeof(int32_t)) + 64;
}

double ck_train_sampled(int variant, const struct ck_sampled_training *training,
                        const int32_t *anchors, const int32_t *codes, const int32_t *answers,
                        size_t count, uint64_t random, void *workspace) {
  return table(variant)->train_sampled(training, anchors, codes, answers, count, random,
                                       workspace);
}

double ck_train_chunk(int variant, const struct ck_sampled_training *training,
                      const int32_t *anchors, const int32_t *codes, const int32_t *answers,
                      size_t count, uint64_t random, void *workspace) {
  if (count == 0 || count > CK_LARGEST_CHUNK) return 0;
  return table(variant)->train_chunk(training, anchors, codes, answers, count, random, workspace);
}
