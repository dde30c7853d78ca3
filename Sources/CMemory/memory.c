#include "CMemory.h"
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

void tradepost_keep_freed_memory(int bytes) {
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_MMAP_THRESHOLD, bytes / 2);
}
#else
void tradepost_keep_freed_memory(int bytes) { (void)bytes; }
#endif
