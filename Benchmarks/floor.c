// The smallest server of a protocol (wire.h): has no opinion on any request. The benchmark's ratios are taken against
// it, so it does what no server can leave out and nothing else: one thread, epoll, one read and one write for a request
// that comes whole. Requests that come in pieces, or several at once, get one answer each all the same.
//
//     policy-floor inet:127.0.0.1:10040 unix:/tmp/floor.sock
//     socketmap-floor inet:127.0.0.1:10041
//
// Listens on every address given until it is killed. Says READY=1 to $NOTIFY_SOCKET, as the service does.

#define _GNU_SOURCE
#include "endpoint.h"
#include "serving.h"
#include "wire.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { most_descriptors = 16384, answers_at_once = 16 };
static char answers[1024]; // as many answers in a row as are sent at once

static struct connection {
    bool listens;
    struct wire_place place;
    bool wants_room;        // waits for the client to read, and is not read from until then
    size_t owed;            // bytes of answers not yet sent
} connections[most_descriptors];

static int poller;

static bool watch(int fd, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    return epoll_ctl(poller, operation, fd, &event) == 0;
}

static void drop(int fd) {
    close(fd);
    connections[fd] = (struct connection){0};
}

static void send_owed(int fd) {
    struct connection *connection = &connections[fd];
    while (connection->owed > 0) {
        size_t begun = (wire_floor_answer_length - connection->owed % wire_floor_answer_length) % wire_floor_answer_length;
        size_t most = answers_at_once * wire_floor_answer_length - begun;
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
    connection->owed += wire_floor_answer_length * wire_count_requests(&connection->place, bytes, (size_t)received);
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
        fprintf(stderr, "floor: %s: neither inet:HOST:PORT nor unix:PATH\n", text);
        exit(64);
    }
    int fd = endpoint_listen(&endpoint);
    if (fd < 0 || !watch(fd, EPOLL_CTL_ADD, EPOLLIN)) {
        fprintf(stderr, "floor: %s: %s\n", text, strerror(errno));
        exit(69);
    }
    connections[fd].listens = true;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: policy-floor|socketmap-floor ADDRESS...\n");
        return 64;
    }
    serving_raise_descriptors();
    for (int i = 0; i < answers_at_once; i++) {
        memcpy(answers + (size_t)i * wire_floor_answer_length, wire_floor_answer, wire_floor_answer_length);
    }
    poller = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 1; i < count; i++) listen_on(arguments[i]);
    serving_say_ready();

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
