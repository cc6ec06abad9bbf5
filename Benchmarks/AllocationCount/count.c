// Counts heap allocations: the allocating functions of libc, each counted and passed on. For the benchmark of decisions, which
// has to show that a decision without an agreement allocates nothing.
#define _GNU_SOURCE
#include "count.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_long allocations;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    return __libc_realloc(old, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    *result = __libc_memalign(alignment, size);
    return *result == NULL;
}

long allocation_count(void) { return atomic_load_explicit(&allocations, memory_order_relaxed); }
