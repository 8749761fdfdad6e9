#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include "faults.h"

#define SAME(ours, theirs, field, original)                                        \
  _Static_assert(offsetof(ours, field) == offsetof(theirs, original) &&            \
                     sizeof(((ours *)0)->field) == sizeof(((theirs *)0)->original), \
                 #field)
SAME(csys_iovec, struct iovec, base, iov_base);
SAME(csys_iovec, struct iovec, length, iov_len);
_Static_assert(sizeof(csys_iovec) == sizeof(struct iovec), "iovec");
_Static_assert(offsetof(struct sockaddr_in, sin_port) == 2, "sin_port");
_Static_assert(offsetof(struct sockaddr_in, sin_addr) == 4, "sin_addr");
_Static_assert(sizeof(struct sockaddr_in) == 16, "sockaddr_in");
_Static_assert(offsetof(struct sockaddr_in6, sin6_port) == 2, "sin6_port");
_Static_assert(offsetof(struct sockaddr_in6, sin6_addr) == 8, "sin6_addr");
_Static_assert(sizeof(struct sockaddr_in6) == 28, "sockaddr_in6");
_Static_assert(AF_INET == 2 && AF_INET6 == 10, "address families");

int32_t csys_socket(int32_t is_v6, int32_t is_stream) {
  int result;
  int type = (is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  CALL(CSYS_CALL_SOCKET, result, socket(is_v6 ? AF_INET6 : AF_INET, type, 0));
  return result < 0 ? -errno : result;
}

/* Not retried: Linux has freed the descriptor even when close is interrupted. */
int32_t csys_close(int32_t fd) { return close(fd) < 0 ? -errno : 0; }

struct place {
  int level, name;
};

static struct place place_of(csys_option option) {
  switch (option) {
    case CSYS_REUSE_ADDRESS: return (struct place){SOL_SOCKET, SO_REUSEADDR};
    case CSYS_REUSE_PORT: return (struct place){SOL_SOCKET, SO_REUSEPORT};
    case CSYS_RECEIVE_BUFFER: return (struct place){SOL_SOCKET, SO_RCVBUF};
    case CSYS_SEND_BUFFER: return (struct place){SOL_SOCKET, SO_SNDBUF};
    case CSYS_V6_ONLY: return (struct place){IPPROTO_IPV6, IPV6_V6ONLY};
    case CSYS_PACKET_INFO_V4: return (struct place){IPPROTO_IP, IP_PKTINFO};
    case CSYS_PACKET_INFO_V6: return (struct place){IPPROTO_IPV6, IPV6_RECVPKTINFO};
    case CSYS_READ_MARKING_V4: return (struct place){IPPROTO_IP, IP_RECVTOS};
    case CSYS_READ_MARKING_V6: return (struct place){IPPROTO_IPV6, IPV6_RECVTCLASS};
    case CSYS_REPORT_ERRORS_V4: return (struct place){IPPROTO_IP, IP_RECVERR};
    case CSYS_REPORT_ERRORS_V6: return (struct place){IPPROTO_IPV6, IPV6_RECVERR};
    case CSYS_DONT_FRAGMENT_V4: return (struct place){IPPROTO_IP, IP_MTU_DISCOVER};
    case CSYS_NO_DELAY: return (struct place){IPPROTO_TCP, TCP_NODELAY};
    case CSYS_USER_TIMEOUT: return (struct place){IPPROTO_TCP, TCP_USER_TIMEOUT};
    case CSYS_RECEIVE_TRAINS: return (struct place){SOL_UDP, UDP_GRO};
  }
  return (struct place){-1, -1};
}

int32_t csys_set_option(int32_t fd, csys_option option, int32_t value) {
  struct place place = place_of(option);
  if (option == CSYS_DONT_FRAGMENT_V4) value = value ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT;
  return setsockopt(fd, place.level, place.name, &value, sizeof value) < 0 ? -errno : 0;
}

int32_t csys_get_option(int32_t fd, csys_option option, int32_t *value) {
  struct place place = place_of(option);
  socklen_t length = sizeof *value;
  if (getsockopt(fd, place.level, place.name, value, &length) < 0) return -errno;
  if (option == CSYS_DONT_FRAGMENT_V4) *value = *value == IP_PMTUDISC_DO;
  return 0;
}

int32_t csys_bind(int32_t fd, const void *address, uint32_t length) {
  int result;
  CALL(CSYS_CALL_BIND, result, bind(fd, (const struct sockaddr *)address, length));
  return result < 0 ? -errno : 0;
}

/* An interrupted connect goes on by itself: it must not be called again. */
int32_t csys_connect(int32_t fd, const void *address, uint32_t length) {
  int ordered = fault(CSYS_CALL_CONNECT);
  if (ordered) return -ordered;
  if (connect(fd, (const struct sockaddr *)address, length) == 0) return 0;
  return errno == EINTR ? -EINPROGRESS : -errno;
}

int32_t csys_listen(int32_t fd, int32_t backlog) { return listen(fd, backlog) < 0 ? -errno : 0; }

int32_t csys_accept(int32_t fd, void *address, uint32_t *length) {
  int result;
  CALL(CSYS_CALL_ACCEPT, result,
       accept4(fd, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC));
  return result < 0 ? -errno : result;
}

int32_t csys_local_address(int32_t fd, void *address, uint32_t *length) {
  return getsockname(fd, (struct sockaddr *)address, length) < 0 ? -errno : 0;
}

int32_t csys_pending_error(int32_t fd) {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

int32_t csys_shut_down_writing(int32_t fd) { return shutdown(fd, SHUT_WR) < 0 ? -errno : 0; }

int32_t csys_reset_on_close(int32_t fd) {
  struct linger linger = {.l_onoff = 1, .l_linger = 0};
  return setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) < 0 ? -errno : 0;
}

int64_t csys_receive(int32_t fd, void *bytes, size_t count) {
  ssize_t result;
  count = clipped(CSYS_CALL_RECEIVE, count);
  CALL(CSYS_CALL_RECEIVE, result, recv(fd, bytes, count, MSG_DONTWAIT));
  return result < 0 ? -errno : result;
}

int64_t csys_send_vectors(int32_t fd, const csys_iovec *vectors, size_t count) {
  ssize_t result;
  struct msghdr message = {.msg_iov = (struct iovec *)vectors, .msg_iovlen = count};
  struct iovec first = {.iov_base = NULL};
  if (count > 0) {
    size_t allowed = clipped(CSYS_CALL_SEND_VECTORS, vectors[0].length);
    if (allowed < vectors[0].length) {
      first = (struct iovec){.iov_base = vectors[0].base, .iov_len = allowed};
      message.msg_iov = &first;
      message.msg_iovlen = 1;
    }
  }
  CALL(CSYS_CALL_SEND_VECTORS, result, sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL));
  return result < 0 ? -errno : result;
}
