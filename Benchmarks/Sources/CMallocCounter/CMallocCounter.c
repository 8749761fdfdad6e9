// Stands in front of glibc's allocator and counts per thread.
#include "CMallocCounter.h"

#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static __thread uint64_t counted;

uint64_t malloc_counter_read(void) { return counted; }

void *malloc(size_t size) {
  counted++;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  counted++;
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  counted++;
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
  counted++;
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  counted++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  counted++;
  *block = __libc_memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}
