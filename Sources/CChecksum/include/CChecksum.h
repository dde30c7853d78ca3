#ifndef TRADEPOST_CCHECKSUM_H
#define TRADEPOST_CCHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/// Extends a CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, RFC 3720 appendix B.4) over `length` bytes.
/// Start with 0; the result of one call is the `crc` of the next. Uses the CPU's instruction where there is one.
uint32_t tradepost_crc32c(uint32_t crc, const void *bytes, size_t length);

/// The same sum by table, for machines without the instruction and for the test that compares both.
uint32_t tradepost_crc32c_portable(uint32_t crc, const void *bytes, size_t length);

#endif
