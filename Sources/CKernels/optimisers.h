/* Updates of one row. Included by kernel_bodies.h for each variant. */

static void adagrad(float *restrict x, float *restrict state, const float *restrict gradient,
                    size_t n, float rate) {
  for (size_t k = 0; k < n; k++) {
    state[k] += gradient[k] * gradient[k];
    x[k] -= rate * gradient[k] / (__builtin_elementwise_sqrt(state[k]) + 1e-10f);
  }
}

/* `n` floats of which `width` are parameters; the rest are 0 in every row. */
static void row_adagrad(float *restrict x, float *state, const float *restrict gradient, size_t n,
                        size_t width, float rate) {
  *state += dot(gradient, gradient, n) / (float)width;
  float step = rate / (__builtin_elementwise_sqrt(*state) + 1e-10f);
  for (size_t k = 0; k < n; k++) x[k] -= step * gradient[k];
}

static void adam(float *restrict x, float *restrict first, float *restrict second,
                 const float *restrict gradient, size_t n, float rate, float correction) {
  const float b1 = 0.9f, b2 = 0.999f;
  for (size_t k = 0; k < n; k++) {
    first[k] = b1 * first[k] + (1 - b1) * gradient[k];
    second[k] = b2 * second[k] + (1 - b2) * (gradient[k] * gradient[k]);
    float root = __builtin_elementwise_sqrt(second[k] * correction);
    x[k] -= rate * first[k] / (root + 1e-8f);
  }
}
