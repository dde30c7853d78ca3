#include "CChecksum.h"
#include <string.h>

static uint32_t table[8][256];

__attribute__((constructor)) static void make_table(void) {
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++) crc = (crc & 1) ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        table[0][n] = crc;
    }
    for (uint32_t n = 0; n < 256; n++)
        for (int slice = 1; slice < 8; slice++)
            table[slice][n] = (table[slice - 1][n] >> 8) ^ table[0][table[slice - 1][n] & 0xFF];
}

uint32_t tradepost_crc32c_portable(uint32_t crc, const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    crc = ~crc;
    for (; length >= 8; at += 8, length -= 8) {
        crc ^= (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
        crc = table[7][crc & 0xFF] ^ table[6][crc >> 8 & 0xFF] ^ table[5][crc >> 16 & 0xFF] ^ table[4][crc >> 24] ^
              table[3][at[4]] ^ table[2][at[5]] ^ table[1][at[6]] ^ table[0][at[7]];
    }
    while (length--) crc = table[0][(crc ^ *at++) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

#if defined(__x86_64__)

__attribute__((target("sse4.2")))
static uint32_t crc32c_instruction(uint32_t start, const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint64_t crc = ~start;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        crc = __builtin_ia32_crc32di(crc, word);
    }
    while (length--) crc = __builtin_ia32_crc32qi((uint32_t)crc, *at++);
    return ~(uint32_t)crc;
}

uint32_t tradepost_crc32c(uint32_t crc, const void *bytes, size_t length) {
    return __builtin_cpu_supports("sse4.2") ? crc32c_instruction(crc, bytes, length)
                                            : tradepost_crc32c_portable(crc, bytes, length);
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>

uint32_t tradepost_crc32c(uint32_t start, const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint32_t crc = ~start;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        crc = __crc32cd(crc, word);
    }
    while (length--) crc = __crc32cb(crc, *at++);
    return ~crc;
}

#else

uint32_t tradepost_crc32c(uint32_t crc, const void *bytes, size_t length) {
    return tradepost_crc32c_portable(crc, bytes, length);
}

#endif
