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
#include "pace.h"
#include "requests.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
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
    struct requests requests;
    size_t next_request;
    bool instances;
    uint64_t no_opinion, other;
} load;

static void fail(struct connection *connection, const char *why) {
    pace_fail(why);
    close(connection->fd);
    if (connection->asked_at != 0) pace.waiting--;
}

static void send_rest(struct connection *connection) {
    ssize_t sent = send(connection->fd, connection->rest, connection->rest_length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return fail(connection, strerror(errno));
    size_t gone = sent < 0 ? 0 : (size_t)sent;
    bool waited = connection->rest == connection->request;
    connection->rest += gone;
    connection->rest_length -= gone;
    if (connection->rest_length == 0) {
        if (waited) pace_watch(connection->fd, EPOLL_CTL_MOD, EPOLLIN, connection);
        return;
    }
    memmove(connection->request, connection->rest, connection->rest_length);
    connection->rest = connection->request;
    if (!waited) pace_watch(connection->fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT, connection);
}

static void ask(struct connection *connection, uint64_t time) {
    struct request *request = &load.requests.all[load.next_request];
    load.next_request = load.next_request + 1 == load.requests.count ? 0 : load.next_request + 1;
    if (load.instances && request->instance != NULL) pace_write_instance(request->instance);
    pace.asked++;
    pace.waiting++;
    connection->asked_at = time;
    connection->answer_length = 0;
    connection->rest = request->bytes;
    connection->rest_length = request->length;
    send_rest(connection);
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
    pace.last_answer_at = pace_now();
    histogram_add(&pace.times, pace.last_answer_at - connection->asked_at);
    if (answer == ANSWER_NO_OPINION) load.no_opinion++;
    else load.other++;
    pace.waiting--;
    connection->asked_at = 0;
    if (pace_may_ask(pace.last_answer_at)) ask(connection, pace.last_answer_at);
}

static struct connection *connect_all(const struct endpoint *endpoint, size_t count) {
    struct connection *connections = calloc(count, sizeof *connections);
    for (size_t i = 0; connections != NULL && i < count; i++) {
        connections[i].fd = endpoint_connect(endpoint);
        if (connections[i].fd < 0) {
            fprintf(stderr, "load: connection %zu: %s\n", i + 1, strerror(errno));
            exit(1);
        }
        fcntl(connections[i].fd, F_SETFL, O_NONBLOCK);
        pace_watch(connections[i].fd, EPOLL_CTL_ADD, EPOLLIN, &connections[i]);
    }
    return connections;
}

static void take(void *at, uint32_t events) {
    struct connection *connection = at;
    if (events & EPOLLOUT) send_rest(connection);
    else if (connection->asked_at != 0) receive(connection);
    else fail(connection, "closed, or sent something unasked");
}

static void print_results(void) {
    uint64_t answered = load.no_opinion + load.other;
    double seconds = pace_seconds(answered);
    printf("requests=%llu seconds=%.3f per_second=%.0f median_us=%.2f p99_us=%.2f "
           "no_opinion=%llu refused=%llu failed=%llu\n",
           (unsigned long long)answered, seconds, seconds > 0 ? (double)answered / seconds : 0,
           histogram_quantile(&pace.times, 0.5) / 1000, histogram_quantile(&pace.times, 0.99) / 1000,
           (unsigned long long)load.no_opinion, (unsigned long long)load.other, (unsigned long long)pace.failed);
}

int main(int count, char **arguments) {
    pace_open("load");
    struct endpoint endpoint;
    long connection_count = count > 2 ? atol(arguments[2]) : 0;
    load.instances = count == 6 && strcmp(arguments[5], "--instances") == 0;
    if (count != 5 + load.instances || !endpoint_parse(arguments[1], &endpoint) || connection_count < 1
        || connection_count > 10000 || !pace_parse(arguments[3])) {
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
    pace_begin();
    for (long i = 0; i < connection_count && pace_may_ask(pace.begun_at); i++) ask(&connections[i], pace_now());
    pace_run("requests not answered", take);
    print_results();
    return pace.failed > 0 || load.no_opinion + load.other == 0;
}
