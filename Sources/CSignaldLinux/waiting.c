#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "faults.h"

int32_t csys_poller(void) {
  int result = epoll_create1(EPOLL_CLOEXEC);
  return result < 0 ? -errno : result;
}

static int32_t control(int32_t poller, int operation, int32_t fd, uint64_t token,
                       uint32_t interest) {
  struct epoll_event event = {.data.u64 = token};
  if (interest & CSYS_READABLE) event.events |= EPOLLIN;
  if (interest & CSYS_WRITABLE) event.events |= EPOLLOUT;
  return epoll_ctl(poller, operation, fd, &event) < 0 ? -errno : 0;
}

int32_t csys_poller_add(int32_t poller, int32_t fd, uint64_t token, uint32_t interest) {
  return control(poller, EPOLL_CTL_ADD, fd, token, interest);
}

int32_t csys_poller_change(int32_t poller, int32_t fd, uint64_t token, uint32_t interest) {
  return control(poller, EPOLL_CTL_MOD, fd, token, interest);
}

int32_t csys_poller_remove(int32_t poller, int32_t fd) {
  return control(poller, EPOLL_CTL_DEL, fd, 0, 0);
}

/* Not retried: an interruption is a wake-up like another, and the caller knows its deadline. */
int32_t csys_poller_wait(int32_t poller, csys_ready *ready, int32_t milliseconds) {
  struct epoll_event events[CSYS_READY_CAPACITY];
  int ordered = fault(CSYS_CALL_POLLER_WAIT);
  if (ordered) return ordered == EINTR ? 0 : -ordered;
  int count = epoll_wait(poller, events, CSYS_READY_CAPACITY, milliseconds);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  for (int at = 0; at < count; at++) {
    uint32_t state = 0;
    if (events[at].events & EPOLLIN) state |= CSYS_READABLE;
    if (events[at].events & EPOLLOUT) state |= CSYS_WRITABLE;
    if (events[at].events & EPOLLERR) state |= CSYS_FAILED;
    if (events[at].events & EPOLLHUP) state |= CSYS_HUNG_UP;
    ready[at] = (csys_ready){.token = events[at].data.u64, .state = state};
  }
  return count;
}

int32_t csys_bell(void) {
  int result = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return result < 0 ? -errno : result;
}

int32_t csys_bell_ring(int32_t fd) {
  uint64_t one = 1;
  ssize_t result;
  do {
    result = write(fd, &one, sizeof one);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

int32_t csys_bell_silence(int32_t fd) {
  uint64_t count;
  ssize_t result;
  do {
    result = read(fd, &count, sizeof count);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}
