#define _GNU_SOURCE
#include <time.h>
/* Needs time.h before it. */
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include "faults.h"

#define SAME(ours, theirs, field, original)                                        \
  _Static_assert(offsetof(ours, field) == offsetof(theirs, original) &&            \
                     sizeof(((ours *)0)->field) == sizeof(((theirs *)0)->original), \
                 #field)
SAME(csys_msghdr, struct msghdr, name, msg_name);
SAME(csys_msghdr, struct msghdr, name_length, msg_namelen);
SAME(csys_msghdr, struct msghdr, vectors, msg_iov);
SAME(csys_msghdr, struct msghdr, vector_count, msg_iovlen);
SAME(csys_msghdr, struct msghdr, control, msg_control);
SAME(csys_msghdr, struct msghdr, control_length, msg_controllen);
SAME(csys_msghdr, struct msghdr, flags, msg_flags);
_Static_assert(sizeof(csys_msghdr) == sizeof(struct msghdr), "msghdr");
SAME(csys_mmsghdr, struct mmsghdr, length, msg_len);
_Static_assert(sizeof(csys_mmsghdr) == sizeof(struct mmsghdr), "mmsghdr");
_Static_assert(CSYS_CONTROL_CAPACITY >= CMSG_SPACE(sizeof(struct in6_pktinfo)) +
                                            2 * CMSG_SPACE(sizeof(int)),
               "room for an address, a marking and a segment size");
_Static_assert(CSYS_CONTROL_CAPACITY >= CMSG_SPACE(sizeof(struct sock_extended_err) +
                                                   sizeof(struct sockaddr_in6)) +
                                            CMSG_SPACE(sizeof(struct in6_pktinfo)),
               "room for an error report");

int32_t csys_receive_many(int32_t fd, csys_mmsghdr *messages, uint32_t count) {
  int result;
  CALL(CSYS_CALL_RECEIVE_MANY, result,
       recvmmsg(fd, (struct mmsghdr *)messages, count, MSG_DONTWAIT, NULL));
  return result < 0 ? -errno : result;
}

int32_t csys_send_many(int32_t fd, csys_mmsghdr *messages, uint32_t count) {
  int result;
  CALL(CSYS_CALL_SEND_MANY, result,
       sendmmsg(fd, (struct mmsghdr *)messages, count, MSG_DONTWAIT));
  return result < 0 ? -errno : result;
}

int32_t csys_send_one(int32_t fd, csys_msghdr *message) {
  ssize_t result;
  CALL(CSYS_CALL_SEND_ONE, result, sendmsg(fd, (struct msghdr *)message, MSG_DONTWAIT));
  return result < 0 ? -errno : 1;
}

int32_t csys_receive_error(int32_t fd, csys_msghdr *message) {
  ssize_t result;
  do {
    result = recvmsg(fd, (struct msghdr *)message, MSG_DONTWAIT | MSG_ERRQUEUE);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : (int32_t)result;
}

static void parse_one(struct cmsghdr *entry, csys_control *found) {
  int value;
  struct in_pktinfo v4;
  struct in6_pktinfo v6;
  if (entry->cmsg_level == SOL_UDP && entry->cmsg_type == UDP_GRO) {
    memcpy(&value, CMSG_DATA(entry), sizeof value);
    found->segment_size = (uint16_t)value;
  } else if (entry->cmsg_level == IPPROTO_IP && entry->cmsg_type == IP_PKTINFO) {
    memcpy(&v4, CMSG_DATA(entry), sizeof v4);
    memcpy(found->local, &v4.ipi_addr, 4);
    found->has_local = 1;
  } else if (entry->cmsg_level == IPPROTO_IPV6 && entry->cmsg_type == IPV6_PKTINFO) {
    memcpy(&v6, CMSG_DATA(entry), sizeof v6);
    memcpy(found->local, &v6.ipi6_addr, 16);
    found->has_local = 1;
    found->is_v6 = 1;
  } else if (entry->cmsg_level == IPPROTO_IP && entry->cmsg_type == IP_TOS) {
    found->traffic_class = *CMSG_DATA(entry);
    found->has_marking = 1;
  } else if (entry->cmsg_level == IPPROTO_IPV6 && entry->cmsg_type == IPV6_TCLASS) {
    memcpy(&value, CMSG_DATA(entry), sizeof value);
    found->traffic_class = (uint8_t)value;
    found->has_marking = 1;
  }
}

void csys_parse_control(const csys_msghdr *message, csys_control *found) {
  struct msghdr *header = (struct msghdr *)message;
  *found = (csys_control){0};
  for (struct cmsghdr *entry = CMSG_FIRSTHDR(header); entry; entry = CMSG_NXTHDR(header, entry))
    parse_one(entry, found);
}

static size_t append(uint8_t *room, size_t offset, int level, int type, const void *data,
                     size_t length) {
  struct cmsghdr *entry = (struct cmsghdr *)(room + offset);
  memset(entry, 0, CMSG_SPACE(length));
  entry->cmsg_level = level;
  entry->cmsg_type = type;
  entry->cmsg_len = CMSG_LEN(length);
  memcpy(CMSG_DATA(entry), data, length);
  return offset + CMSG_SPACE(length);
}

size_t csys_build_control(void *room, const csys_control *wanted) {
  size_t length = 0;
  if (wanted->has_local && wanted->is_v6) {
    struct in6_pktinfo info = {.ipi6_ifindex = 0};
    memcpy(&info.ipi6_addr, wanted->local, 16);
    length = append(room, length, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
  } else if (wanted->has_local) {
    struct in_pktinfo info = {.ipi_ifindex = 0};
    memcpy(&info.ipi_spec_dst, wanted->local, 4);
    length = append(room, length, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
  }
  if (wanted->has_marking) {
    int value = wanted->traffic_class;
    int level = wanted->is_v6 ? IPPROTO_IPV6 : IPPROTO_IP;
    int type = wanted->is_v6 ? IPV6_TCLASS : IP_TOS;
    length = append(room, length, level, type, &value, sizeof value);
  }
  if (wanted->segment_size) {
    uint16_t size = wanted->segment_size;
    length = append(room, length, SOL_UDP, UDP_SEGMENT, &size, sizeof size);
  }
  return length;
}

void csys_parse_error(const csys_msghdr *message, csys_error_report *found) {
  struct msghdr *header = (struct msghdr *)message;
  *found = (csys_error_report){0};
  for (struct cmsghdr *entry = CMSG_FIRSTHDR(header); entry; entry = CMSG_NXTHDR(header, entry)) {
    int is_v4 = entry->cmsg_level == IPPROTO_IP && entry->cmsg_type == IP_RECVERR;
    int is_v6 = entry->cmsg_level == IPPROTO_IPV6 && entry->cmsg_type == IPV6_RECVERR;
    if (!is_v4 && !is_v6) continue;
    struct sock_extended_err report;
    memcpy(&report, CMSG_DATA(entry), sizeof report);
    found->is_icmp =
        report.ee_origin == SO_EE_ORIGIN_ICMP || report.ee_origin == SO_EE_ORIGIN_ICMP6;
    found->is_v6 = (uint8_t)is_v6;
    found->type = report.ee_type;
    found->code = report.ee_code;
    found->info = report.ee_errno == EMSGSIZE ? report.ee_info : 0;
  }
}
