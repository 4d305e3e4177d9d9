#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Float kernels for graph embeddings, each in three variants: portable C, AVX2 with FMA, and
 * AVX-512. The first argument of every kernel says which variant runs. One variant gives the same
 * bytes on every processor that can run it; the portable one runs on all of them and neither fuses
 * a multiplication with an addition nor calls the C library's exp and log, whose last bit depends
 * on the processor.
 *
 * Order of summation, fixed for each variant: `ck_dot` sums in lanes and adds the lanes pairwise;
 * every matrix kernel adds the terms of one output element one after another, so an element's
 * value depends neither on the tile it falls in nor on how rows are shared out to threads.
 */

enum { CK_PORTABLE = 0, CK_AVX2 = 1, CK_AVX512 = 2 };

/* The fastest variant that this processor can run. */
int ck_fastest_variant(void);
/* 1 when this processor can run the variant. */
int ck_is_supported(int variant);

/* How a query vector and an entity's vector make a score. Higher is more plausible. */
enum {
  CK_DOT = 0,          /*  sum_k q_k e_k                       */
  CK_MANHATTAN = 1,    /* -sum_k |q_k - e_k|                   */
  CK_EUCLIDEAN = 2,    /* -sqrt(sum_k (q_k - e_k)^2)           */
  CK_COMPLEX_MODULUS = 3 /* -sum_k |q_k - e_k| over complex q, e */
};

/* How an anchor's vector and a relation's vector make a query vector. Complex vectors hold all
 * real parts, then all imaginary parts. */
enum {
  CK_TRANSLATE = 0, /* a + r, inverse a - r                                */
  CK_MULTIPLY = 1,  /* a * r                                               */
  CK_COMPLEX = 2,   /* complex a * r, inverse a * conj(r)                  */
  CK_ROTATE = 3     /* complex a * r/|r|, inverse a * conj(r)/|r|          */
};

/* sum_k a_k b_k */
float ck_dot(int variant, const float *a, const float *b, size_t n);
/* y += alpha x */
void ck_axpy(int variant, float alpha, const float *x, float *y, size_t n);
/* out_i = dot(query, row i) for `count` rows `stride` floats apart. */
void ck_dot_rows(int variant, const float *query, const float *rows, size_t count, size_t stride,
                 size_t n, float *out);

/* query = map(anchor, relation); n floats each. */
void ck_query(int variant, int map, int inverse, const float *anchor, const float *relation,
              float *query, size_t n);
/* Adds the gradient of the query map: anchor_gradient and relation_gradient += J^T gradient. */
void ck_query_gradient(int variant, int map, int inverse, const float *anchor,
                       const float *relation, const float *gradient, float *anchor_gradient,
                       float *relation_gradient, size_t n);

/* Panels: entity rows laid out so that neighbouring entities lie in neighbouring lanes. Panel p
 * holds rows p·w ..< (p+1)·w as n groups of w floats, w = ck_panel_width; missing rows are 0. */
size_t ck_panel_width(int variant);
/* Packs the panels that hold rows first ..< first+count; `first` is a multiple of the width.
 * `total` is the number of rows there are. */
void ck_pack_panels(int variant, const float *rows, size_t first, size_t count, size_t total,
                    size_t stride, size_t n, float *panels);
/* scores[i·score_stride + j] = measure(query i, entity j) for `panel_count` panels, each m rows of
 * queries. score_stride >= panel_count · w. */
void ck_score_panels(int variant, int measure, const float *queries, size_t m,
                     size_t query_stride, size_t n, const float *panels, size_t panel_count,
                     float *scores, size_t score_stride);

/* C += A·B: A is m×k with element (i,p) at a[i·a_row + p·a_column], B is k×n with rows
 * `b_stride` apart, C is m×n with rows `c_stride` apart; n is a multiple of 16. */
void ck_multiply(int variant, size_t m, size_t n, size_t k, const float *a, size_t a_row,
                 size_t a_column, const float *b, size_t b_stride, float *c, size_t c_stride);

/* out += weight · d measure(query, entity) / d query;
 * 0 where the measure has no gradient. */
void ck_measure_gradient(int variant, int measure, float weight, const float *query,
                         const float *entity, float *out, size_t n);

/* measure(query, entity) of one pair; the terms are summed in lanes, so its last bits may differ
 * from those of ck_score_panels. */
float ck_measure(int variant, int measure, const float *query, const float *entity, size_t n);

/* Softmax cross-entropy of one row against the mean of its targets, in place: scores become
 * scale·(softmax - y) with y_t = 1/target_count at each target, and the row's floats from `count`
 * up to the next multiple of the panel width become 0. Returns the mean of -log softmax(target). */
double ck_softmax_gradient(int variant, float *scores, size_t count, const int32_t *targets,
                           size_t target_count, float scale);
/* The same for logistic loss of every candidate: scores become scale·(sigmoid - y) with y_t = 1.
 * Returns sum_j softplus(s_j) - sum_t s_t. */
double ck_logistic_gradient(int variant, float *scores, size_t count, const int32_t *targets,
                            size_t target_count, float scale);

/* Losses of a query with answer score s against sampled negatives with scores x_j, a margin m and
 * a temperature a:
 *   softmax           -s + log(exp s + sum_j exp x_j)
 *   self-adversarial  softplus(-(m + s)) + sum_j w_j softplus(m + x_j), w = softmax(a x) taken as
 *                     constants (Sun 2019)
 *   logistic          softplus(-(m + s)) + sum_j softplus(m + x_j)
 *   margin            sum_j max(0, m + x_j - s) */
enum {
  CK_LOSS_SOFTMAX = 0,
  CK_LOSS_SELF_ADVERSARIAL = 1,
  CK_LOSS_LOGISTIC = 2,
  CK_LOSS_MARGIN = 3
};
/* In place: scores_j becomes scale · dL/dx_j, *answer becomes scale · dL/ds. A negative whose
 * score is minus infinity is left out. `scores` has room for `count` rounded up to 16. Returns L. */
double ck_sampling_loss(int variant, int loss, float *scores, size_t count, float *answer,
                        float margin, float temperature, float scale);

/* gradient += coefficient · d/dx sum_k |x_k|^3 = coefficient · 3 |x| x; complex moduli when
 * `complex` is set. */
void ck_n3_gradient(int variant, int complex, float coefficient, const float *x, float *gradient,
                    size_t n);
/* Adagrad (Duchi 2011): state += g², x -= rate · g / (sqrt(state) + 1e-10). */
void ck_adagrad(int variant, float *x, float *state, const float *gradient, size_t n, float rate);
/* Adagrad with one float of state a row: *state += mean(g²), taken over `width` floats of the `n`
 * (the rest are padding). */
void ck_row_adagrad(int variant, float *x, float *state, const float *gradient, size_t n,
                    size_t width, float rate);
/* Adam (Kingma and Ba 2015) with b1 = 0.9, b2 = 0.999: `rate` holds the correction of the first
 * moment, η/(1 - b1^t), and `correction` is 1/(1 - b2^t). */
void ck_adam(int variant, float *x, float *first, float *second, const float *gradient, size_t n,
             float rate, float correction);

/* Negative sampling with updates at once and without locks. Rows of both tables are `stride`
 * floats apart, a multiple of 16, of which `width` are parameters and the rest 0. */
struct ck_sampled_training {
  int map, measure, loss, is_complex, per_element;
  float margin, temperature, rate, n3, l2;
  float *entities, *relations;
  /* One float a row, or `stride` with per_element. */
  float *entity_state, *relation_state;
  size_t stride, width, entity_count, negatives;
  /* Query codes from here on use relation code - inverse_from the other way round. */
  int32_t inverse_from;
  /* Candidates of code c are candidates[candidate_offsets[c] ..< candidate_offsets[c+1]], at least
   * one; NULL for all entities. */
  const int32_t *candidate_offsets, *candidates;
};
/* The most queries that share one draw of negatives. */
enum { CK_LARGEST_CHUNK = 1024 };
/* Bytes that the two functions below work in, for chunks of up to `chunk` queries. */
size_t ck_sampled_workspace(const struct ck_sampled_training *training, size_t chunk);
/* Trains on `count` queries one after another, each with negatives of its own drawn by `random`.
 * `workspace` stands on 64 bytes. Returns the sum of losses. Several threads may call it at once
 * on the same tables: updates then get lost now and then. */
double ck_train_sampled(int variant, const struct ck_sampled_training *training,
                        const int32_t *anchors, const int32_t *codes, const int32_t *answers,
                        size_t count, uint64_t random, void *workspace);
/* As above, with one draw of negatives for all `count` queries (at most CK_LARGEST_CHUNK), drawn
 * among all entities. */
double ck_train_chunk(int variant, const struct ck_sampled_training *training,
                      const int32_t *anchors, const int32_t *codes, const int32_t *answers,
                      size_t count, uint64_t random, void *workspace);

/* Floats, all zero, on 64 bytes; on huge pages where the system has them and the size calls for
 * them. NULL when there is no memory. Free with ck_free_floats and the same count. */
float *ck_allocate_floats(size_t count);
void ck_free_floats(float *floats, size_t count);

#endif
