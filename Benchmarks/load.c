// A load client: asks a server of a protocol (wire.h) over many connections at once, each in lock-step as Postfix asks (a request, its
// whole answer, the next request), and says how many were answered and how fast. One thread, so that it leaves the
// other core to the server; the same client asks the floor and the service.
//
//     policy-load inet:127.0.0.1:10040 16 2.5s requests.txt               for 2.5 seconds
//     policy-load unix:policy.sock 200 100000 requests.txt --instances    100,000 requests, each with its own instance
//     socketmap-load inet:127.0.0.1:10041 16 2.5s keys.txt
//
// Prints one line of key=value. Exits 1 if a connection was closed or an answer was malformed or missing.

#define _GNU_SOURCE
#include "endpoint.h"
#include "histogram.h"
#include "requests.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

struct connection {
    int fd;
    uint64_t asked_at;      // 0: nothing is asked
    const char *rest;       // what of the request did not fit into the socket yet
    size_t rest_length;
    size_t answer_length;
    char answer[4096];
    char request[8192];     // holds the rest, since the request itself is shared
};

static struct load {
    int poller;
    struct requests requests;
    size_t next_request;
    bool instances;
    uint64_t next_instance;
    uint64_t begun_at, last_answer_at;
    uint64_t ask_until;     // a time, or 0
    uint64_t ask_most;      // a number of requests, or 0
    uint64_t asked, no_opinion, other, failed;
    size_t waiting;         // connections with a request that is not answered
    struct histogram times;
} load;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void fail(struct connection *connection, const char *why) {
    if (load.failed++ < 5) fprintf(stderr, "load: %s\n", why);
    close(connection->fd);
    if (connection->asked_at != 0) load.waiting--;
}

static void watch(struct connection *connection, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(load.poller, operation, connection->fd, &event) == 0) return;
    perror("load: epoll_ctl");
    exit(1);
}

// Fixed width, so that the request keeps its length. Counted from the clock, so that no two runs share a value.
static void write_instance(char *into) {
    uint64_t value = load.next_instance++;
    for (size_t i = INSTANCE_WIDTH; i-- > 0; value >>= 4) into[i] = "0123456789abcdef"[value & 15];
}

static void send_rest(struct connection *connection) {
    ssize_t sent = send(connection->fd, connection->rest, connection->rest_length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return fail(connection, strerror(errno));
    size_t gone = sent < 0 ? 0 : (size_t)sent;
    bool waited = connection->rest == connection->request;
    connection->rest += gone;
    connection->rest_length -= gone;
    if (connection->rest_length == 0) {
        if (waited) watch(connection, EPOLL_CTL_MOD, EPOLLIN);
        return;
    }
    memmove(connection->request, connection->rest, connection->rest_length);
    connection->rest = connection->request;
    if (!waited) watch(connection, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void ask(struct connection *connection, uint64_t time) {
    struct request *request = &load.requests.all[load.next_request];
    load.next_request = load.next_request + 1 == load.requests.count ? 0 : load.next_request + 1;
    if (load.instances && request->instance != NULL) write_instance(request->instance);
    load.asked++;
    load.waiting++;
    connection->asked_at = time;
    connection->answer_length = 0;
    connection->rest = request->bytes;
    connection->rest_length = request->length;
    send_rest(connection);
}

static bool may_ask(uint64_t time) {
    return load.ask_most > 0 ? load.asked < load.ask_most : time < load.ask_until;
}

static void receive(struct connection *connection) {
    size_t room = sizeof connection->answer - connection->answer_length;
    ssize_t received = recv(connection->fd, connection->answer + connection->answer_length, room, 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received < 0) return fail(connection, strerror(errno));
    if (received == 0) return fail(connection, "connection closed by the server");
    connection->answer_length += (size_t)received;

    enum answer answer = wire_read_answer(connection->answer, connection->answer_length);
    bool full = connection->answer_length == sizeof connection->answer;
    if (answer == ANSWER_MALFORMED || full || connection->rest_length > 0) return fail(connection, "malformed answer");
    if (answer == ANSWER_INCOMPLETE) return;
    load.last_answer_at = now();
    histogram_add(&load.times, load.last_answer_at - connection->asked_at);
    if (answer == ANSWER_NO_OPINION) load.no_opinion++;
    else load.other++;
    load.waiting--;
    connection->asked_at = 0;
    if (may_ask(load.last_answer_at)) ask(connection, load.last_answer_at);
}

static struct connection *connect_all(const struct endpoint *endpoint, size_t count) {
    struct connection *connections = calloc(count, sizeof *connections);
    load.poller = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; connections != NULL && i < count; i++) {
        connections[i].fd = endpoint_connect(endpoint);
        if (connections[i].fd < 0) {
            fprintf(stderr, "load: connection %zu: %s\n", i + 1, strerror(errno));
            exit(1);
        }
        fcntl(connections[i].fd, F_SETFL, O_NONBLOCK);
        watch(&connections[i], EPOLL_CTL_ADD, EPOLLIN);
    }
    return connections;
}

// Until every request is answered; five seconds without any answer end it.
static void run(void) {
    while (load.waiting > 0) {
        struct epoll_event events[256];
        int ready = epoll_wait(load.poller, events, 256, 5000);
        if (ready == 0) {
            fprintf(stderr, "load: %zu requests not answered within five seconds\n", load.waiting);
            load.failed += load.waiting;
            return;
        }
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) send_rest(connection);
            else if (connection->asked_at != 0) receive(connection);
            else fail(connection, "closed, or sent something unasked");
        }
    }
}

static void print_results(void) {
    uint64_t answered = load.no_opinion + load.other;
    double seconds = answered > 0 ? (double)(load.last_answer_at - load.begun_at) / 1e9 : 0;
    printf("requests=%llu seconds=%.3f per_second=%.0f median_us=%.2f p99_us=%.2f "
           "no_opinion=%llu refused=%llu failed=%llu\n",
           (unsigned long long)answered, seconds, seconds > 0 ? (double)answered / seconds : 0,
           histogram_quantile(&load.times, 0.5) / 1000, histogram_quantile(&load.times, 0.99) / 1000,
           (unsigned long long)load.no_opinion, (unsigned long long)load.other, (unsigned long long)load.failed);
}

// `2.5s` or a number of requests; the bounds keep a misspelt figure from running for hours.
static bool parse_limit(const char *text, double *seconds) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || !(value > 0)) return false;
    if (strcmp(end, "s") == 0 && value <= 600) *seconds = value;
    else if (*end == '\0' && value >= 1 && value <= 1e9) load.ask_most = (uint64_t)value;
    else return false;
    return true;
}

int main(int count, char **arguments) {
    struct endpoint endpoint;
    double seconds = 0;
    long connection_count = count > 2 ? atol(arguments[2]) : 0;
    load.instances = count == 6 && strcmp(arguments[5], "--instances") == 0;
    if (count != 5 + load.instances || !endpoint_parse(arguments[1], &endpoint) || connection_count < 1
        || connection_count > 10000 || !parse_limit(arguments[3], &seconds)) {
        fprintf(stderr, "usage: policy-load|socketmap-load ADDRESS CONNECTIONS SECONDSs|COUNT FILE [--instances]\n");
        return 64;
    }
    if (!requests_load(arguments[4], &load.requests)) return 66;
    for (size_t i = 0; i < load.requests.count; i++) {
        if (load.requests.all[i].length <= sizeof ((struct connection *)NULL)->request) continue;
        fprintf(stderr, "load: request %zu is too long\n", i + 1);
        return 65;
    }

    struct connection *connections = connect_all(&endpoint, (size_t)connection_count);
    struct timespec clock;
    clock_gettime(CLOCK_REALTIME, &clock);
    load.next_instance = (uint64_t)clock.tv_sec * 1000000 + (uint64_t)clock.tv_nsec / 1000;
    load.begun_at = now();
    load.ask_until = load.begun_at + (uint64_t)(seconds * 1e9);
    for (long i = 0; i < connection_count && may_ask(load.begun_at); i++) ask(&connections[i], now());
    run();
    print_results();
    return load.failed > 0 || load.no_opinion + load.other == 0;
}
