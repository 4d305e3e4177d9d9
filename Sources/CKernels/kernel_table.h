#ifndef KERNEL_TABLE_H
#define KERNEL_TABLE_H

#include "ckernels.h"

/* One variant's kernels. The arguments are those of ckernels.h without the variant. */
struct kernel_table {
  size_t panel_width;
  float (*dot)(const float *, const float *, size_t);
  void (*axpy)(float, const float *, float *, size_t);
  void (*dot_rows)(const float *, const float *, size_t, size_t, size_t, float *);
  void (*query)(int, int, const float *, const float *, float *, size_t);
  void (*query_gradient)(int, int, const float *, const float *, const float *, float *, float *,
                         size_t);
  void (*pack_panels)(const float *, size_t, size_t, size_t, size_t, size_t, float *);
  void (*score_panels)(int, const float *, size_t, size_t, size_t, const float *, size_t, float *,
                       size_t);
  void (*multiply)(size_t, size_t, size_t, const float *, size_t, size_t, const float *, size_t,
                   float *, size_t);
  void (*measure_gradient)(int, float, const float *, const float *, float *, size_t);
  float (*measure)(int, const float *, const float *, size_t);
  double (*softmax_gradient)(float *, size_t, const int32_t *, size_t, float);
  double (*logistic_gradient)(float *, size_t, const int32_t *, size_t, float);
  double (*sampling_loss)(int, float *, size_t, float *, float, float, float);
  void (*n3_gradient)(int, float, const float *, float *, size_t);
  void (*adagrad)(float *, float *, const float *, size_t, float);
  void (*row_adagrad)(float *, float *, const float *, size_t, size_t, float);
  void (*adam)(float *, float *, float *, const float *, size_t, float, float);
  double (*train_sampled)(const struct ck_sampled_training *, const int32_t *, const int32_t *,
                          const int32_t *, size_t, uint64_t, float *);
  double (*train_chunk)(const struct ck_sampled_training *, const int32_t *, const int32_t *,
                        const int32_t *, size_t, uint64_t, float *);
};

/* Natural logarithm of a positive finite number, without the C library. */
double kernel_log(double x);

extern const struct kernel_table kernel_table_portable;
#if defined(__x86_64__)
extern const struct kernel_table kernel_table_avx2;
extern const struct kernel_table kernel_table_avx512;
#endif

#endif
