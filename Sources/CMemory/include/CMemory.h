#ifndef TRADEPOST_CMEMORY_H
#define TRADEPOST_CMEMORY_H

/// Keeps freed memory up to `bytes` with the process instead of giving it back piece by piece (mallopt(3)); where the
/// C library is not glibc it does nothing.
void tradepost_keep_freed_memory(int bytes);

#endif
