#ifndef CKERNELS_DIGEST_H
#define CKERNELS_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* SHA-256 (FIPS 180-4) by the processor's own instructions. */

/* 1 when this processor has them. */
int ck_has_sha256(void);
/* Takes `count` whole blocks of 64 bytes into the state's eight words. Only where
 * `ck_has_sha256()` says 1. O(count). */
void ck_sha256(uint32_t *state, const uint8_t *blocks, size_t count);

#endif
