/*
 * handshakes - so many full TLS 1.3 handshakes a second with a server on loopback.
 *
 *   handshakes --server 127.0.0.1:8443 --rate 100 --duration 5
 *
 * Each is a connection of its own without resumption, closed when the handshake is done. One that
 * is late is not left out: the next begins at once. One JSON line goes to standard output; exit
 * status 1 if any failed or the rate was missed by more than a tenth.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int shake_hands(SSL_CTX *context, const struct sockaddr_in *server) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1, done = 0;
    if (fd < 0) return 0;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    SSL *session = SSL_new(context);
    if (!connect(fd, (const struct sockaddr *)server, sizeof *server) && SSL_set_fd(session, fd))
        done = SSL_connect(session) == 1;
    SSL_free(session);
    /* No TIME_WAIT: thousands of them would use up the ports. */
    struct linger reset = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(fd);
    return done;
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"server", 1, 0, 's'}, {"rate", 1, 0, 'r'}, {"duration", 1, 0, 'd'}, {0, 0, 0, 0}};
    struct sockaddr_in server = {.sin_family = AF_INET};
    double rate = 100, duration = 5;
    char host[32];
    unsigned port;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) switch (c) {
        case 's':
            if (sscanf(optarg, "%31[0-9.]:%u", host, &port) != 2) return 2;
            server.sin_port = htons((unsigned short)port);
            inet_pton(AF_INET, host, &server.sin_addr);
            break;
        case 'r': rate = atof(optarg); break;
        case 'd': duration = atof(optarg); break;
        default: return 2;
        }
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (!context || !server.sin_port) return 2;
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    double start = now(), slowest = 0;
    long done = 0, failed = 0;
    for (double due = start; due < start + duration; due += 1 / rate) {
        double wait = due - now();
        if (wait > 0) usleep((useconds_t)(wait * 1e6));
        double began = now();
        if (shake_hands(context, &server)) done++;
        else failed++;
        if (now() - began > slowest) slowest = now() - began;
    }
    double seconds = now() - start, got = (double)done / seconds;
    printf("{\"mode\":\"handshakes\",\"done\":%ld,\"failed\":%ld,\"per_second\":%.1f,"
           "\"slowest_ms\":%.2f}\n", done, failed, got, slowest * 1e3);
    return failed > 0 || got < rate * 0.9;
}
