/*
 * flood - sends datagrams from a million forged sources to a server (Linux, loopback).
 *
 *   flood --server IP:PORT --kind allocate|hello|garbage [--count N] [--rate PPS] [--seed N]
 *
 * All of 127.0.0.0/8 is local, so each datagram can name a source of its own by
 * IP_PKTINFO: no raw socket and no privilege is needed.  Sources are random in
 * 127.16.0.0 to 127.255.255.255.  Answers are read and counted.  One JSON line
 * per run goes to standard output.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 32, LARGEST = 512 };

static uint64_t state;

static uint64_t draw(void) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state * 0x2545F4914F6CDD1Dull;
}

static void fill(uint8_t *at, size_t count) {
    for (size_t i = 0; i < count; i++) at[i] = (uint8_t)(draw() >> 32);
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* An Allocate as clients send it first: UDP, no credentials. */
static size_t allocate(uint8_t *at) {
    static const uint8_t head[] = {0, 3, 0, 8, 0x21, 0x12, 0xA4, 0x42};
    static const uint8_t transport[] = {0, 0x19, 0, 4, 17, 0, 0, 0};
    memcpy(at, head, sizeof head);
    fill(at + 8, 12);
    memcpy(at + 20, transport, sizeof transport);
    return 28;
}

/* A ClientHello of DTLS 1.2 without a cookie, with one cipher suite. */
static size_t hello(uint8_t *at) {
    enum { BODY = 2 + 32 + 1 + 1 + 4 + 2 };
    memset(at, 0, 25 + BODY);
    at[0] = 22, at[1] = 0xFE, at[2] = 0xFD;              /* handshake, DTLS 1.2 */
    at[12] = 12 + BODY;                                  /* the record's length */
    at[13] = 1, at[16] = BODY, at[24] = BODY;            /* ClientHello, whole in one fragment */
    at[25] = 0xFE, at[26] = 0xFD;
    fill(at + 27, 32);
    at[62] = 2, at[63] = 0xC0, at[64] = 0x2B;            /* ECDHE-ECDSA-AES128-GCM-SHA256 */
    at[65] = 1;                                          /* no compression */
    return 25 + BODY;
}

static size_t garbage(uint8_t *at) {
    size_t count = 1 + draw() % 300;
    fill(at, count);
    if (draw() % 2 == 0 && count >= 20) {                /* half of it looks like STUN */
        static const uint8_t cookie[] = {0x21, 0x12, 0xA4, 0x42};
        count &= ~(size_t)3;
        at[0] &= 3, at[2] = (uint8_t)((count - 20) >> 8), at[3] = (uint8_t)(count - 20);
        memcpy(at + 4, cookie, 4);
    }
    return count;
}

int main(int argc, char **argv) {
    struct sockaddr_in server = {.sin_family = AF_INET};
    const char *kind = "allocate";
    uint64_t count = 1000000, rate = 50000;
    state = 0x9E3779B97F4A7C15ull;
    static const struct option options[] = {
        {"server", 1, 0, 's'}, {"kind", 1, 0, 'k'}, {"count", 1, 0, 'c'},
        {"rate", 1, 0, 'r'},   {"seed", 1, 0, 'e'}, {0}};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        char *colon;
        switch (o) {
        case 's':
            colon = strrchr(optarg, ':');
            if (!colon) return 2;
            *colon = 0;
            if (inet_pton(AF_INET, optarg, &server.sin_addr) != 1) return 2;
            server.sin_port = htons((uint16_t)atoi(colon + 1));
            break;
        case 'k': kind = optarg; break;
        case 'c': count = strtoull(optarg, NULL, 10); break;
        case 'r': rate = strtoull(optarg, NULL, 10); break;
        case 'e': state ^= strtoull(optarg, NULL, 10) * 0xBF58476D1CE4E5B9ull; break;
        default: return 2;
        }
    }
    size_t (*make)(uint8_t *) = !strcmp(kind, "allocate") ? allocate
        : !strcmp(kind, "hello") ? hello : !strcmp(kind, "garbage") ? garbage : NULL;
    if (!make || rate == 0 || ntohl(server.sin_addr.s_addr) >> 24 != 127) return 2;

    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), room = 4 << 20;
    struct sockaddr_in any = {.sin_family = AF_INET};
    if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof any) != 0) die("socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);

    static uint8_t bytes[BATCH][LARGEST], answer[2048];
    struct { union { char room[CMSG_SPACE(sizeof(struct in_pktinfo))]; struct cmsghdr align; }; } control[BATCH];
    uint64_t sent = 0, sent_bytes = 0, answers = 0, answer_bytes = 0, refused = 0;
    double start = now();
    while (sent < count) {
        struct mmsghdr headers[BATCH] = {0};
        struct iovec vectors[BATCH];
        int batch = (int)(count - sent < BATCH ? count - sent : BATCH);
        for (int i = 0; i < batch; i++) {
            vectors[i] = (struct iovec){bytes[i], make(bytes[i])};
            headers[i].msg_hdr = (struct msghdr){
                .msg_name = &server, .msg_namelen = sizeof server, .msg_iov = &vectors[i], .msg_iovlen = 1,
                .msg_control = control[i].room, .msg_controllen = sizeof control[i].room};
            struct cmsghdr *c = CMSG_FIRSTHDR(&headers[i].msg_hdr);
            c->cmsg_level = IPPROTO_IP, c->cmsg_type = IP_PKTINFO;
            c->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
            struct in_pktinfo info = {0};
            info.ipi_spec_dst.s_addr = htonl(0x7F100000u + (uint32_t)(draw() >> 20) % 0x00F00000u);
            memcpy(CMSG_DATA(c), &info, sizeof info);
        }
        int done = sendmmsg(fd, headers, (unsigned)batch, 0);
        if (done < 0 && errno != EAGAIN && errno != ENOBUFS) refused++, done = 1;
        for (int i = 0; i < done; i++) sent_bytes += vectors[i].iov_len;
        if (done > 0) sent += (uint64_t)done;
        for (ssize_t got; (got = recv(fd, answer, sizeof answer, 0)) >= 0;)
            answers++, answer_bytes += (uint64_t)got;
        double ahead = start + (double)sent / (double)rate - now();
        if (ahead > 0.0005) usleep((useconds_t)(ahead * 1e6));
    }
    usleep(200000);
    for (ssize_t got; (got = recv(fd, answer, sizeof answer, 0)) >= 0;)
        answers++, answer_bytes += (uint64_t)got;
    double seconds = now() - start;
    printf("{\"kind\":\"%s\",\"sent\":%llu,\"seconds\":%.2f,\"pps\":%.0f,\"sent_bytes\":%llu,\"answers\":%llu,"
           "\"answer_bytes\":%llu,\"refused\":%llu,\"factor\":%.3f}\n", kind, (unsigned long long)sent, seconds,
           (double)sent / seconds, (unsigned long long)sent_bytes, (unsigned long long)answers,
           (unsigned long long)answer_bytes, (unsigned long long)refused,
           sent_bytes ? (double)answer_bytes / (double)sent_bytes : 0);
    return 0;
}
