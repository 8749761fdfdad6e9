#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "faults.h"

void csys_clocks(uint64_t *boot_nanoseconds, int64_t *unix_seconds) {
  struct timespec time;
  clock_gettime(CLOCK_BOOTTIME, &time);
  *boot_nanoseconds = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
  clock_gettime(CLOCK_REALTIME, &time);
  *unix_seconds = time.tv_sec;
}

int32_t csys_spare_descriptor(void) {
  int result = open("/dev/null", O_RDONLY | O_CLOEXEC);
  return result < 0 ? -errno : result;
}

int32_t csys_pin_thread(int32_t processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((size_t)processor, &set);
  return -pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

int32_t csys_name_thread(const char *name) { return -pthread_setname_np(pthread_self(), name); }

static sigset_t awaited(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

int32_t csys_block_signals(void) {
  sigset_t set = awaited();
  return -pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int32_t csys_wait_for_signal(void) {
  sigset_t set = awaited();
  int result;
  do {
    result = sigwaitinfo(&set, NULL);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}

int32_t csys_raise(int32_t signal) { return -pthread_kill(pthread_self(), signal); }

/* The kernel's flags of an IPv6 address, from its table as text: getifaddrs does not tell them. */
static unsigned address_flags(const uint8_t address[16]) {
  FILE *table = fopen("/proc/net/if_inet6", "re");
  if (!table) return 0;
  char text[33], wanted[33];
  unsigned index, length, scope, flags, found = 0;
  for (int at = 0; at < 16; at++) snprintf(wanted + 2 * at, 3, "%02x", address[at]);
  while (fscanf(table, "%32s %x %x %x %x %*s", text, &index, &length, &scope, &flags) == 5)
    if (strcmp(text, wanted) == 0) found = flags;
  fclose(table);
  return found;
}

static int describe(const struct ifaddrs *entry, csys_interface *found) {
  if (!entry->ifa_addr) return 0;
  *found = (csys_interface){.is_v6 = entry->ifa_addr->sa_family == AF_INET6};
  if (entry->ifa_addr->sa_family == AF_INET) {
    memcpy(found->address, &((struct sockaddr_in *)entry->ifa_addr)->sin_addr, 4);
  } else if (found->is_v6) {
    memcpy(found->address, &((struct sockaddr_in6 *)entry->ifa_addr)->sin6_addr, 16);
    unsigned flags = address_flags(found->address);
    found->is_deprecated = (flags & (IFA_F_DEPRECATED | IFA_F_TENTATIVE | IFA_F_DADFAILED)) != 0;
    found->is_temporary = (flags & IFA_F_TEMPORARY) != 0;
  } else {
    return 0;
  }
  if (entry->ifa_flags & IFF_UP) found->flags |= CSYS_INTERFACE_UP;
  if (entry->ifa_flags & IFF_LOOPBACK) found->flags |= CSYS_INTERFACE_LOOPBACK;
  if (entry->ifa_flags & IFF_POINTOPOINT) found->flags |= CSYS_INTERFACE_POINT_TO_POINT;
  snprintf(found->name, sizeof found->name, "%s", entry->ifa_name);
  return 1;
}

int32_t csys_interfaces(csys_interface *found, int32_t capacity) {
  struct ifaddrs *list;
  if (getifaddrs(&list) < 0) return -errno;
  int32_t count = 0;
  for (struct ifaddrs *entry = list; entry; entry = entry->ifa_next) {
    csys_interface one;
    if (!describe(entry, &one)) continue;
    if (count < capacity) found[count] = one;
    count++;
  }
  freeifaddrs(list);
  return count;
}
