#include "kernel_table.h"

#include <string.h>

/* The C library picks its exp and log by processor; these do the same operations everywhere. */
#pragma clang fp contract(off)

static double power_of_two(int exponent) {
  uint64_t bits = (uint64_t)(exponent + 1023) << 52;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* x = n·log 2 + r with |r| <= log 2 / 2; the Taylor series to r^13 is below one part in 1e16. */
static double kernel_exp(double x) {
  if (x > 700) x = 700;
  if (x < -700) x = -700;
  double n = (x * 1.4426950408889634 + 6755399441055744.0) - 6755399441055744.0;
  double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  double sum = 1;
  for (int i = 13; i >= 1; i--) sum = 1 + sum * r / i;
  return sum * power_of_two((int)n);
}

/* x = m·2^e with m in [√½, √2); log m = 2 artanh((m-1)/(m+1)), |s| <= 0.172, series to s^23. */
double kernel_log(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  int exponent = (int)((bits >> 52) & 0x7ff) - 1023;
  bits = (bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL;
  double m;
  memcpy(&m, &bits, sizeof m);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent += 1;
  }
  double s = (m - 1) / (m + 1), square = s * s, sum = 0;
  for (int i = 23; i >= 1; i -= 2) sum = sum * square + 1.0 / i;
  return exponent * 0.6931471805599453 + 2 * s * sum;
}

static double sigmoid(double x) { return 1 / (1 + kernel_exp(-x)); }

static double softplus(double x) {
  double magnitude = x < 0 ? -x : x;
  return (x > 0 ? x : 0) + kernel_log(1 + kernel_exp(-magnitude));
}

double ck_self_adversarial_gradient(float *scores, size_t count, float *answer, float margin,
                                    float temperature, float scale) {
  const float left_out = -__builtin_inff();
  float largest = left_out;
  for (size_t j = 0; j < count; j++) largest = scores[j] > largest ? scores[j] : largest;
  double sum = 0, loss = softplus(-((double)margin + *answer));
  for (size_t j = 0; j < count; j++)
    if (scores[j] > left_out) sum += kernel_exp((double)temperature * (scores[j] - largest));
  for (size_t j = 0; j < count; j++) {
    if (!(scores[j] > left_out)) {
      scores[j] = 0;
      continue;
    }
    double weight = kernel_exp((double)temperature * (scores[j] - largest)) / sum;
    double shifted = (double)margin + scores[j];
    loss += weight * softplus(shifted);
    scores[j] = (float)(scale * weight * sigmoid(shifted));
  }
  *answer = (float)(-scale * sigmoid(-((double)margin + *answer)));
  return loss;
}
