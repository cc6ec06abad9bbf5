// The smallest policy server: answers `action=DUNNO` to every request. The benchmark's ratios are taken against it, so
// it does what no server can leave out and nothing else: one thread, epoll, one read and one write for a request that
// comes whole. Requests that come in pieces, or several at once, get one answer each all the same.
//
//     policy-floor inet:127.0.0.1:10040 unix:/tmp/floor.sock
//
// Listens on every address given until it is killed. Says READY=1 to $NOTIFY_SOCKET, as the service does.

#define _GNU_SOURCE
#include "endpoint.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define ANSWER "action=DUNNO\n\n"
#define ANSWERS_4 ANSWER ANSWER ANSWER ANSWER
#define ANSWERS_16 ANSWERS_4 ANSWERS_4 ANSWERS_4 ANSWERS_4

enum { answer_length = sizeof ANSWER - 1, most_descriptors = 16384 };
static const char answers[] = ANSWERS_16;

static struct connection {
    bool listens;
    bool after_newline;     // the last byte received was a newline
    bool wants_room;        // waits for the client to read, and is not read from until then
    size_t owed;            // bytes of answers not yet sent
} connections[most_descriptors];

static int poller;

static bool watch(int fd, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    return epoll_ctl(poller, operation, fd, &event) == 0;
}

// Whether two newlines follow each other somewhere from bytes[0] to bytes[8].
static inline bool has_empty_line(const char *bytes) {
    const uint64_t newlines = 0x0a0a0a0a0a0a0a0a, ones = 0x0101010101010101, tops = 0x8080808080808080;
    uint64_t here, next;
    memcpy(&here, bytes, sizeof here);
    memcpy(&next, bytes + 1, sizeof next);
    uint64_t zero_where_both = (here ^ newlines) | (next ^ newlines);
    return ((zero_where_both - ones) & ~zero_where_both & tops) != 0;
}

// The requests that end in `bytes`: a newline after a newline ends one. Eight bytes at a step.
static size_t count_ends(const char *bytes, size_t length, bool after_newline) {
    size_t ends = after_newline && bytes[0] == '\n', at = 0;
    for (; at + 9 <= length; at += 8) {
        if (!has_empty_line(bytes + at)) continue;
        for (size_t i = at; i < at + 8; i++) ends += bytes[i] == '\n' && bytes[i + 1] == '\n';
    }
    for (; at + 1 < length; at++) ends += bytes[at] == '\n' && bytes[at + 1] == '\n';
    return ends;
}

static void drop(int fd) {
    close(fd);
    connections[fd] = (struct connection){0};
}

static void send_owed(int fd) {
    struct connection *connection = &connections[fd];
    while (connection->owed > 0) {
        size_t begun = (answer_length - connection->owed % answer_length) % answer_length;
        size_t most = sizeof answers - 1 - begun;
        ssize_t sent = send(fd, answers + begun, connection->owed < most ? connection->owed : most, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return drop(fd);
        if (sent < 0) break;
        connection->owed -= (size_t)sent;
    }
    bool wants_room = connection->owed > 0;
    if (wants_room == connection->wants_room) return;
    connection->wants_room = wants_room;
    watch(fd, EPOLL_CTL_MOD, wants_room ? EPOLLOUT : EPOLLIN);
}

static void receive(int fd) {
    static char bytes[65536];
    struct connection *connection = &connections[fd];
    ssize_t received = recv(fd, bytes, sizeof bytes, 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) return drop(fd);
    connection->owed += answer_length * count_ends(bytes, (size_t)received, connection->after_newline);
    connection->after_newline = bytes[received - 1] == '\n';
    if (connection->owed > 0) send_owed(fd);
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        endpoint_send_at_once(fd);
        if (fd >= most_descriptors || !watch(fd, EPOLL_CTL_ADD, EPOLLIN)) close(fd);
    }
}

static void listen_on(const char *text) {
    struct endpoint endpoint;
    if (!endpoint_parse(text, &endpoint)) {
        fprintf(stderr, "policy-floor: %s: neither inet:HOST:PORT nor unix:PATH\n", text);
        exit(64);
    }
    int fd = endpoint_listen(&endpoint);
    if (fd < 0 || !watch(fd, EPOLL_CTL_ADD, EPOLLIN)) {
        fprintf(stderr, "policy-floor: %s: %s\n", text, strerror(errno));
        exit(69);
    }
    connections[fd].listens = true;
}

static void say_ready(void) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || strlen(path) >= sizeof address.sun_path) return;
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (sendto(fd, "READY=1", 7, 0, (struct sockaddr *)&address, sizeof address) < 0) perror("policy-floor: notify");
    close(fd);
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: policy-floor ADDRESS...\n");
        return 64;
    }
    struct rlimit descriptors;
    getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    setrlimit(RLIMIT_NOFILE, &descriptors);
    poller = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 1; i < count; i++) listen_on(arguments[i]);
    say_ready();

    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (connections[fd].listens) accept_all(fd);
            else if (connections[fd].wants_room) send_owed(fd);
            else receive(fd);
        }
    }
}
