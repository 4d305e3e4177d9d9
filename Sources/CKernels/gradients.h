/* Losses, gradients and updates. Included by kernel_bodies.h for each variant. */

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

static float measure_of(int measure, const float *q, const float *e, size_t n) {
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

#include "sampling_losses.h"

static double softmax_gradient(float *scores, size_t count, const int32_t *targets,
                               size_t target_count, float scale) {
  size_t padded = (count + PANEL - 1) / PANEL * PANEL;
  double wanted = 0;
  for (size_t t = 0; t < target_count; t++) wanted += scores[targets[t]];
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
  float share = scale / (float)target_count;
  for (size_t t = 0; t < target_count; t++) scores[targets[t]] -= share;
  return kernel_log(sum) + ((double)largest - wanted / (double)target_count);
}

/* The gradient is scale·(sigmoid(s_j) - y_j); the loss is the sum over candidates. */
static double logistic_gradient(float *scores, size_t count, const int32_t *targets,
                                size_t target_count, float scale) {
  size_t padded = (count + PANEL - 1) / PANEL * PANEL;
  double loss = 0;
  for (size_t t = 0; t < target_count; t++) loss -= scores[targets[t]];
  for (size_t j = count; j < padded; j++) scores[j] = -1e30f;
  for (size_t j = 0; j < padded; j += LANES) {
    vector sigmoid, value = softplus(load(scores + j), &sigmoid);
    loss += sum_lanes(value);
    store(scores + j, scale * sigmoid);
  }
  for (size_t j = count; j < padded; j++) scores[j] = 0;
  for (size_t t = 0; t < target_count; t++) scores[targets[t]] -= scale;
  return loss;
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
