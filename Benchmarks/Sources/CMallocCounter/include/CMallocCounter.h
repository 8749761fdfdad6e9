#pragma once
#include <stdint.h>

/// Allocations this thread has made so far, of every kind.
uint64_t malloc_counter_read(void);
