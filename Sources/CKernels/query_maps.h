/* Query vectors from anchors and relations, and the way back for gradients. Included by kernel_bodies.h for each variant. */

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
