#ifndef CSIGNALDLINUX_H
#define CSIGNALDLINUX_H
/* What the reactor needs of Linux and Swift cannot import: structs of our own with the kernel's
   layout (checked in the .c files), and calls that answer a negative error number on failure.
   Every call is retried on EINTR. */
#include <stddef.h>
#include <stdint.h>

/* MARK: Layouts */

typedef struct {
  void *base;
  size_t length;
} csys_iovec;

typedef struct {
  void *name;
  uint32_t name_length;
  csys_iovec *vectors;
  size_t vector_count;
  void *control;
  size_t control_length;
  int32_t flags;
} csys_msghdr;

typedef struct {
  csys_msghdr header;
  uint32_t length;
} csys_mmsghdr;

/* MARK: Sockets */

typedef enum {
  CSYS_REUSE_ADDRESS,
  CSYS_REUSE_PORT,
  CSYS_RECEIVE_BUFFER,
  CSYS_SEND_BUFFER,
  CSYS_V6_ONLY,
  CSYS_PACKET_INFO_V4,
  CSYS_PACKET_INFO_V6,
  CSYS_READ_MARKING_V4,
  CSYS_READ_MARKING_V6,
  CSYS_REPORT_ERRORS_V4,
  CSYS_REPORT_ERRORS_V6,
  CSYS_DONT_FRAGMENT_V4,
  CSYS_NO_DELAY,
  CSYS_USER_TIMEOUT,
  CSYS_RECEIVE_TRAINS,
} csys_option;

int32_t csys_socket(int32_t is_v6, int32_t is_stream);
int32_t csys_close(int32_t fd);
int32_t csys_set_option(int32_t fd, csys_option option, int32_t value);
int32_t csys_get_option(int32_t fd, csys_option option, int32_t *value);
int32_t csys_bind(int32_t fd, const void *address, uint32_t length);
int32_t csys_connect(int32_t fd, const void *address, uint32_t length);
int32_t csys_listen(int32_t fd, int32_t backlog);
int32_t csys_accept(int32_t fd, void *address, uint32_t *length);
int32_t csys_local_address(int32_t fd, void *address, uint32_t *length);
/* The pending error of a socket, positive, 0 if there is none; reading clears it. */
int32_t csys_pending_error(int32_t fd);
int32_t csys_shut_down_writing(int32_t fd);
/* Closing will reset the connection. */
int32_t csys_reset_on_close(int32_t fd);
int64_t csys_receive(int32_t fd, void *bytes, size_t count);
int64_t csys_send_vectors(int32_t fd, const csys_iovec *vectors, size_t count);

/* MARK: Datagrams */

int32_t csys_receive_many(int32_t fd, csys_mmsghdr *messages, uint32_t count);
int32_t csys_send_many(int32_t fd, csys_mmsghdr *messages, uint32_t count);
int32_t csys_send_one(int32_t fd, csys_msghdr *message);
int32_t csys_receive_error(int32_t fd, csys_msghdr *message);

enum { CSYS_CONTROL_CAPACITY = 128 };

/* What ancillary data can say about a datagram. */
typedef struct {
  uint8_t has_local;
  uint8_t is_v6;
  uint8_t has_marking;
  uint8_t traffic_class;
  uint16_t segment_size; /* 0: a single datagram */
  uint8_t local[16];     /* the first 4 bytes for IPv4 */
} csys_control;

void csys_parse_control(const csys_msghdr *message, csys_control *found);
/* Writes ancillary data to send into CSYS_CONTROL_CAPACITY bytes of room; returns its length. */
size_t csys_build_control(void *room, const csys_control *wanted);

/* One entry of a socket's error queue. */
typedef struct {
  uint8_t is_icmp;
  uint8_t is_v6;
  uint8_t type;
  uint8_t code;
  uint32_t info; /* the MTU if the datagram was too big */
} csys_error_report;

void csys_parse_error(const csys_msghdr *message, csys_error_report *found);

/* MARK: Waiting */

enum { CSYS_READABLE = 1, CSYS_WRITABLE = 2, CSYS_FAILED = 4, CSYS_HUNG_UP = 8 };

typedef struct {
  uint64_t token;
  uint32_t state;
} csys_ready;

enum { CSYS_READY_CAPACITY = 256 };

int32_t csys_poller(void);
int32_t csys_poller_add(int32_t poller, int32_t fd, uint64_t token, uint32_t interest);
int32_t csys_poller_change(int32_t poller, int32_t fd, uint64_t token, uint32_t interest);
int32_t csys_poller_remove(int32_t poller, int32_t fd);
/* Waits at most so many milliseconds, -1 for ever; `ready` has room for CSYS_READY_CAPACITY. */
int32_t csys_poller_wait(int32_t poller, csys_ready *ready, int32_t milliseconds);

int32_t csys_bell(void);
int32_t csys_bell_ring(int32_t fd);
int32_t csys_bell_silence(int32_t fd);

/* MARK: Host */

void csys_clocks(uint64_t *boot_nanoseconds, int64_t *unix_seconds);
int32_t csys_spare_descriptor(void);
int32_t csys_pin_thread(int32_t processor);
int32_t csys_name_thread(const char *name);
int32_t csys_block_signals(void);
/* Waits for SIGINT, SIGTERM or SIGHUP and returns its number. */
int32_t csys_wait_for_signal(void);
/* Sends a signal to the calling thread. */
int32_t csys_raise(int32_t signal);

enum { CSYS_INTERFACE_UP = 1, CSYS_INTERFACE_LOOPBACK = 2, CSYS_INTERFACE_POINT_TO_POINT = 4 };

typedef struct {
  char name[16];
  uint8_t address[16]; /* the first 4 bytes for IPv4 */
  uint8_t is_v6;
  uint8_t flags;
  uint8_t is_deprecated;
  uint8_t is_temporary;
} csys_interface;

/* Fills in at most `capacity` addresses and returns how many there are. */
int32_t csys_interfaces(csys_interface *found, int32_t capacity);

/* MARK: Faults made to order, for tests */

typedef enum {
  CSYS_CALL_SOCKET,
  CSYS_CALL_BIND,
  CSYS_CALL_CONNECT,
  CSYS_CALL_ACCEPT,
  CSYS_CALL_RECEIVE,
  CSYS_CALL_SEND_VECTORS,
  CSYS_CALL_RECEIVE_MANY,
  CSYS_CALL_SEND_MANY,
  CSYS_CALL_SEND_ONE,
  CSYS_CALL_POLLER_WAIT,
  CSYS_CALL_COUNT,
} csys_call;

/* The calling thread's next `count` calls of this kind fail with `error`. */
void csys_fail_next(csys_call call, int32_t error, int32_t count);
/* The calling thread's next `count` receives or sends of stream bytes move at most `bytes`. */
void csys_clip_next(csys_call call, int32_t bytes, int32_t count);
/* How many ordered faults of this kind the calling thread has not met yet. */
int32_t csys_faults_left(csys_call call);
void csys_clear_faults(void);

#endif
