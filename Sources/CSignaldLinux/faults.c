#include "faults.h"

int csys_faults_ordered;

struct order {
  int32_t error;
  int32_t errors_left;
  int32_t clip;
  int32_t clips_left;
};

static _Thread_local struct order orders[CSYS_CALL_COUNT];

void csys_fail_next(csys_call call, int32_t error, int32_t count) {
  orders[call].error = error;
  orders[call].errors_left = count;
  __atomic_store_n(&csys_faults_ordered, 1, __ATOMIC_RELAXED);
}

void csys_clip_next(csys_call call, int32_t bytes, int32_t count) {
  orders[call].clip = bytes;
  orders[call].clips_left = count;
  __atomic_store_n(&csys_faults_ordered, 1, __ATOMIC_RELAXED);
}

int32_t csys_faults_left(csys_call call) {
  return orders[call].errors_left + orders[call].clips_left;
}

void csys_clear_faults(void) {
  for (int call = 0; call < CSYS_CALL_COUNT; call++) orders[call] = (struct order){0};
}

int csys_meet_fault(csys_call call) {
  if (orders[call].errors_left == 0) return 0;
  orders[call].errors_left--;
  return orders[call].error;
}

size_t csys_meet_clip(csys_call call, size_t count) {
  if (orders[call].clips_left == 0) return count;
  orders[call].clips_left--;
  size_t most = (size_t)orders[call].clip;
  return count < most ? count : most;
}
