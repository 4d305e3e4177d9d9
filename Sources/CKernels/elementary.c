#include "kernel_table.h"

#include <string.h>

/* The C library picks its exp and log by processor; these do the same operations everywhere. */
#pragma clang fp contract(off)

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
