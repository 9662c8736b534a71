#ifndef CPREFETCH_SHIM_H
#define CPREFETCH_SHIM_H

/* Has the processor fetch memory that will be wanted soon, and goes on at once. Swift has no word
 * for it. */
static inline void cprefetch(const void *memory) {
    __builtin_prefetch(memory, 1);
}

#endif
