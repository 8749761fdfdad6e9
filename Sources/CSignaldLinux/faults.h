#ifndef CSIGNALD_FAULTS_H
#define CSIGNALD_FAULTS_H
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include "CSignaldLinux.h"

extern int csys_faults_ordered;
int csys_meet_fault(csys_call call);
size_t csys_meet_clip(csys_call call, size_t count);

/* The error a test ordered for this call, else 0: one load when no test did. */
static inline int fault(csys_call call) {
  if (__builtin_expect(__atomic_load_n(&csys_faults_ordered, __ATOMIC_RELAXED) == 0, 1)) return 0;
  return csys_meet_fault(call);
}

/* How many of `count` bytes a test lets this call move. */
static inline size_t clipped(csys_call call, size_t count) {
  if (__builtin_expect(__atomic_load_n(&csys_faults_ordered, __ATOMIC_RELAXED) == 0, 1))
    return count;
  return csys_meet_clip(call, count);
}

/* Sets `result` to the call's value or the ordered fault, again while it was interrupted. */
#define CALL(kind, result, expression)                \
  do {                                                \
    int ordered = fault(kind);                        \
    if (ordered) {                                    \
      errno = ordered;                                \
      result = -1;                                    \
    } else {                                          \
      result = (expression);                          \
    }                                                 \
  } while (result < 0 && errno == EINTR)

#endif
