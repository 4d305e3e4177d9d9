#include "ckernels.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

/* Tables beyond this size stand on pages of 2 MB: rows are read at random, and 4 KB pages cost a
 * table walk for most of them. */
enum { HUGE_PAGE = 2 << 20 };

static size_t bytes_of(size_t count) {
  size_t bytes = (count ? count : 1) * sizeof(float);
  size_t unit = bytes >= 2 * (size_t)HUGE_PAGE ? HUGE_PAGE : 64;
  return (bytes + unit - 1) / unit * unit;
}

float *ck_allocate_floats(size_t count) {
  if (count > SIZE_MAX / sizeof(float) - HUGE_PAGE) return NULL;
  size_t bytes = bytes_of(count);
  int huge = bytes % HUGE_PAGE == 0;
  float *floats = aligned_alloc(huge ? HUGE_PAGE : 64, bytes);
  if (!floats) return NULL;
#if defined(__linux__)
  if (huge) madvise(floats, bytes, MADV_HUGEPAGE);
#endif
  memset(floats, 0, bytes);
  return floats;
}

void ck_free_floats(float *floats, size_t count) {
  (void)count;
  free(floats);
}
