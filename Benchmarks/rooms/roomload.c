/*
 * roomload - fills rooms with two members each, over WebSockets, on loopback.
 *
 *   roomload --members 2000 --messages 50 --rounds 5 ours:join:127.0.0.1:8080:PID ...
 *       has every member send so many messages of 1 KiB to the other one in its room, and checks
 *       each that arrives: CPU time of the server per relayed message; the servers alternate
 *   roomload --members 10000 --hold 1 ours:join:127.0.0.1:8080:PID
 *       registers the members and leaves them idle: private memory of the server per member
 *
 * A server without a room server is NAME:register:...: its members make up their ids themselves.
 * Members come from 127.1.0.1, 127.1.0.2, ..., forty from each, since servers limit addresses.
 * One JSON line per run goes to standard output.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PER_ADDRESS = 40, TEXT = 1024, ROOM_RX = 8192, EVENTS = 256, MAX_SERVERS = 4 };

struct member {
    int fd;
    size_t rx_len;
    uint8_t rx[ROOM_RX];
};

struct server {
    char name[32];
    struct sockaddr_in address;
    int pid, epfd;
    bool has_join;
    struct member *members;
};

static struct {
    int members, messages, rounds, window;
    double hold;
} opt = {.members = 2000, .rounds = 1, .window = 64};

static struct server servers[MAX_SERVERS];
static int server_count;
static char text[TEXT + 1];
static uint8_t frame[TEXT + 64];
static size_t frame_len;

static void die(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "roomload: ");
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\n");
    va_end(ap);
    exit(2);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --------------------------------------------------------------- the server's process */

/* Nanoseconds of CPU all its threads have used. */
static uint64_t cpu_ns(const struct server *s) {
    char path[512];
    snprintf(path, sizeof path, "/proc/%d/task", s->pid);
    DIR *dir = opendir(path);
    if (!dir) die("no process %d", s->pid);
    uint64_t sum = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", s->pid, entry->d_name);
        FILE *file = fopen(path, "r");
        unsigned long long ns = 0;
        if (file && fscanf(file, "%llu", &ns) == 1) sum += ns;
        if (file) fclose(file);
    }
    closedir(dir);
    return sum;
}

/* Bytes it has written to and nobody shares with it: heap, stacks, data; not its code. */
static long private_bytes(const struct server *s) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", s->pid);
    FILE *file = fopen(path, "r");
    if (!file) die("cannot read %s", path);
    long sum = 0, kib;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "Private_Dirty: %ld", &kib) == 1) sum += kib * 1024;
    fclose(file);
    return sum;
}

/* ------------------------------------------------------------------------- members */

static int dial(const struct server *s, int number) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket: %s", strerror(errno));
    int one = 1, place = number / PER_ADDRESS;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in from = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(0x7f010001u + (unsigned)(place / 250) * 256 + (unsigned)place % 250);
    if (bind(fd, (struct sockaddr *)&from, sizeof from)) die("bind: %s", strerror(errno));
    if (connect(fd, (struct sockaddr *)&s->address, sizeof s->address))
        die("connect: %s", strerror(errno));
    return fd;
}

static void say(int fd, const void *bytes, size_t count) {
    if (send(fd, bytes, count, MSG_NOSIGNAL) != (ssize_t)count) die("send: %s", strerror(errno));
}

/* Reads until the text ends a header, or the peer ends; the answer is good until the next call. */
static const char *hear(int fd, bool to_end) {
    static char answer[16384];
    size_t count = 0;
    while (count + 1 < sizeof answer) {
        ssize_t got = recv(fd, answer + count, sizeof answer - 1 - count, 0);
        if (got < 0) die("recv: %s", strerror(errno));
        if (got == 0) break;
        count += (size_t)got;
        answer[count] = 0;
        if (!to_end && strstr(answer, "\r\n\r\n")) break;
    }
    answer[count] = 0;
    return answer;
}

/* A place in the room by HTTP, as the page asks for it. */
static void join(const struct server *s, int number, char id[64]) {
    char request[256];
    int fd = dial(s, number);
    int count = snprintf(request, sizeof request,
                         "POST /join/room%d HTTP/1.1\r\nHost: bench.example\r\n"
                         "Connection: close\r\nContent-Length: 0\r\n\r\n", number / 2);
    say(fd, request, (size_t)count);
    const char *answer = hear(fd, true), *found = strstr(answer, "\"client_id\":\"");
    if (!found || sscanf(found + 13, "%63[A-Za-z0-9_-]", id) != 1) die("no place: %s", answer);
    close(fd);
}

static size_t make_frame(uint8_t *out, const char *payload, size_t count) {
    static const uint8_t key[4] = {0x12, 0x34, 0x56, 0x78};
    size_t head = 2;
    out[0] = 0x81;
    if (count < 126) {
        out[1] = (uint8_t)(0x80 | count);
    } else {
        out[1] = 0x80 | 126;
        out[2] = (uint8_t)(count >> 8);
        out[3] = (uint8_t)count;
        head = 4;
    }
    memcpy(out + head, key, 4);
    head += 4;
    for (size_t i = 0; i < count; i++) out[head + i] = (uint8_t)payload[i] ^ key[i & 3];
    return head + count;
}

static void enter(struct server *s, int number) {
    char id[64], payload[256];
    uint8_t out[300];
    if (s->has_join) join(s, number, id);
    else snprintf(id, sizeof id, "client%d", number);
    int fd = dial(s, number);
    static const char upgrade[] =
        "GET /ws HTTP/1.1\r\nHost: bench.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    say(fd, upgrade, sizeof upgrade - 1);
    const char *answer = hear(fd, false);
    if (!strstr(answer, " 101 ")) die("no WebSocket: %s", answer);
    int count = snprintf(payload, sizeof payload,
                         "{\"cmd\":\"register\",\"roomid\":\"room%d\",\"clientid\":\"%s\"}",
                         number / 2, id);
    say(fd, out, make_frame(out, payload, (size_t)count));
    s->members[number].fd = fd;
    fcntl(fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)number};
    if (epoll_ctl(s->epfd, EPOLL_CTL_ADD, fd, &event)) die("epoll: %s", strerror(errno));
}

/* ------------------------------------------------------------------------ messages */

/* A message as it stands in JSON, with a quotation mark in sixteen characters, as SDP has them. */
static void prepare(void) {
    char payload[TEXT + 64];
    for (int i = 0; i < TEXT; i += 16) memcpy(text + i, "\\\"candidate 0123", 16);
    int count = snprintf(payload, sizeof payload, "{\"cmd\":\"send\",\"msg\":\"%s\"}", text);
    frame_len = make_frame(frame, payload, (size_t)count);
}

/* Takes in what has arrived at a member; answers how many whole messages that were. */
static int take(struct member *m) {
    ssize_t got = recv(m->fd, m->rx + m->rx_len, sizeof m->rx - m->rx_len, 0);
    if (got < 0 && errno == EAGAIN) return 0;
    if (got <= 0) die("a member was closed: %s", got ? strerror(errno) : "end");
    m->rx_len += (size_t)got;
    int messages = 0;
    size_t at = 0;
    while (m->rx_len - at >= 4) {
        const uint8_t *head = m->rx + at;
        if (head[0] == 0x89 && head[1] == 0) { /* a ping: silence is allowed for long enough */
            at += 2;
            continue;
        }
        if (head[0] != 0x81 || head[1] != 126) die("not a message: %02x %02x", head[0], head[1]);
        size_t count = (size_t)head[2] << 8 | head[3];
        if (m->rx_len - at < 4 + count) break;
        if (count < TEXT + 21 || memcmp(head + 4, "{\"msg\":\"", 8) || memcmp(head + 12, text, TEXT) ||
            memcmp(head + 12 + TEXT, "\",\"error\":\"\"}", 13))
            die("wrong message: %.*s", (int)count, head + 4);
        at += 4 + count;
        messages++;
    }
    memmove(m->rx, m->rx + at, m->rx_len - at);
    m->rx_len -= at;
    return messages;
}

static void relay(const struct server *s, int round) {
    long total = (long)opt.members * opt.messages, sent = 0, received = 0;
    struct epoll_event events[EVENTS];
    uint64_t cpu = cpu_ns(s);
    double start = now();
    while (received < total) {
        for (; sent < total && sent - received < opt.window; sent++)
            say(s->members[sent % opt.members].fd, frame, frame_len);
        int count = epoll_wait(s->epfd, events, EVENTS, 5000);
        if (count == 0) die("%ld of %ld messages did not arrive", sent - received, sent);
        for (int i = 0; i < count; i++) received += take(&s->members[events[i].data.u32]);
    }
    double seconds = now() - start;
    cpu = cpu_ns(s) - cpu;
    printf("{\"label\":\"%s\",\"mode\":\"relay\",\"round\":%d,\"window\":%d,\"messages\":%ld,"
           "\"cpu_us_msg\":%.3f,\"server_util\":%.2f,\"msgs_s\":%.0f}\n",
           s->name, round, opt.window, total, (double)cpu / 1e3 / (double)total,
           (double)cpu / 1e9 / seconds, (double)total / seconds);
    fflush(stdout);
}

static void hold(const struct server *s, long before) {
    usleep((useconds_t)(opt.hold * 1e6));
    long after = private_bytes(s);
    printf("{\"label\":\"%s\",\"mode\":\"memory\",\"members\":%d,\"before_bytes\":%ld,"
           "\"after_bytes\":%ld,\"bytes_per_member\":%.0f}\n",
           s->name, opt.members, before, after, (double)(after - before) / opt.members);
}

/* ---------------------------------------------------------------------------- main */

static void add_server(const char *word) {
    struct server *s = &servers[server_count];
    char how[9], host[32];
    unsigned port;
    if (server_count == MAX_SERVERS ||
        sscanf(word, "%31[^:]:%8[^:]:%31[0-9.]:%u:%d", s->name, how, host, &port, &s->pid) != 5)
        die("not a server: %s", word);
    s->has_join = !strcmp(how, "join");
    s->address.sin_family = AF_INET;
    s->address.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, host, &s->address.sin_addr);
    s->epfd = epoll_create1(EPOLL_CLOEXEC);
    s->members = calloc((size_t)opt.members, sizeof *s->members);
    if (s->epfd < 0 || !s->members) die("no room for the members");
    server_count++;
}

static void parse(int argc, char **argv) {
    static const struct option options[] = {{"members", 1, 0, 'n'}, {"messages", 1, 0, 'm'},
                                            {"rounds", 1, 0, 'r'},  {"window", 1, 0, 'w'},
                                            {"hold", 1, 0, 'h'},    {0, 0, 0, 0}};
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) switch (c) {
        case 'n': opt.members = atoi(optarg); break;
        case 'm': opt.messages = atoi(optarg); break;
        case 'r': opt.rounds = atoi(optarg); break;
        case 'w': opt.window = atoi(optarg); break;
        case 'h': opt.hold = atof(optarg); break;
        default: exit(2);
        }
    if (opt.members < 2 || opt.members % 2) die("--members must be an even number");
    while (optind < argc) add_server(argv[optind++]);
}

int main(int argc, char **argv) {
    parse(argc, argv);
    prepare();
    for (int i = 0; i < server_count; i++) {
        struct server *s = &servers[i];
        long before = private_bytes(s);
        for (int number = 0; number < opt.members; number++) enter(s, number);
        if (opt.hold > 0) hold(s, before);
    }
    for (int round = 1; opt.messages > 0 && round <= opt.rounds; round++)
        for (int i = 0; i < server_count; i++) relay(&servers[(i + round) % server_count], round);
    return 0;
}
