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

/* Softmax cross-entropy of one row, in place: scores become scale·(softmax - onehot(target)) and
 * the row's floats from `count` up to the next multiple of the panel width become 0.
 * Returns -log softmax(target). */
double ck_softmax_gradient(int variant, float *scores, size_t count, size_t target, float scale);
/* Self-adversarial logistic loss of one query (Sun 2019), in place, the same bytes for every
 * variant. With s the query's score of its answer, `scores` those of the negatives (minus
 * infinity where one is to be left out) and w = softmax(temperature · scores) as constants:
 *   L = softplus(-(margin + s)) + sum_j w_j softplus(margin + scores_j)
 * scores_j becomes scale · dL/dscores_j, *answer becomes scale · dL/ds. Returns L. */
double ck_self_adversarial_gradient(float *scores, size_t count, float *answer, float margin,
                                    float temperature, float scale);

/* gradient += coefficient · d/dx sum_k |x_k|^3 = coefficient · 3 |x| x; complex moduli when
 * `complex` is set. */
void ck_n3_gradient(int variant, int complex, float coefficient, const float *x, float *gradient,
                    size_t n);
/* Adagrad (Duchi 2011): state += g², x -= rate · g / (sqrt(state) + 1e-10). */
void ck_adagrad(int variant, float *x, float *state, const float *gradient, size_t n, float rate);

#endif
