// What an idle connection costs a policy server: opens many, asks once on each, as Postfix's smtpd processes do, then
// leaves them idle and compares the server's resident memory with what it was before.
//
//     idle-connections inet:127.0.0.1:10040 1000 PID requests.txt
//
// Prints one line of key=value. Exits 1 if a connection failed, was closed, or the memory could not be read.

#define _GNU_SOURCE
#include "endpoint.h"
#include "requests.h"
#include "wire.h"
#include "resident.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool ask_once(int fd, const struct request *request) {
    char answer[4096];
    size_t length = 0;
    if (send(fd, request->bytes, request->length, MSG_NOSIGNAL) != (ssize_t)request->length) return false;
    while (length < sizeof answer) {
        ssize_t received = recv(fd, answer + length, sizeof answer - length, 0);
        if (received <= 0) return false;
        length += (size_t)received;
        enum answer read = wire_read_answer(answer, length);
        if (read != ANSWER_INCOMPLETE) return read != ANSWER_MALFORMED;
    }
    return false;
}

// Nothing to read and not closed.
static bool is_idle(int fd) {
    char byte;
    return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

// Opens them all; false, with a line on standard error, at the first that fails.
static bool open_all(const struct endpoint *endpoint, const struct requests *requests, int *fds, long count) {
    for (long i = 0; i < count; i++) {
        fds[i] = endpoint_connect(endpoint);
        if (fds[i] >= 0 && ask_once(fds[i], &requests->all[(size_t)i % requests->count])) continue;
        fprintf(stderr, "idle-connections: connection %ld: %s\n", i + 1, fds[i] < 0 ? strerror(errno) : "no answer");
        return false;
    }
    return true;
}

int main(int count, char **arguments) {
    struct endpoint endpoint;
    struct requests requests;
    long connections = count == 5 ? atol(arguments[2]) : 0;
    if (connections < 1 || connections > 10000 || !endpoint_parse(arguments[1], &endpoint)) {
        fprintf(stderr, "usage: idle-connections ADDRESS CONNECTIONS PID FILE\n");
        return 64;
    }
    if (!requests_load(arguments[4], &requests)) return 66;
    int *fds = calloc((size_t)connections, sizeof *fds);

    long before = resident_kib(arguments[3]);
    if (before < 0 || fds == NULL || !open_all(&endpoint, &requests, fds, connections)) return 1;
    usleep(500000);         // what the server does behind its answers is done by then
    long after = resident_kib(arguments[3]);

    long closed = 0;
    for (long i = 0; i < connections; i++) closed += !is_idle(fds[i]);
    long each = (after - before) * 1024 / connections;
    printf("connections=%ld before_kib=%ld after_kib=%ld bytes_each=%ld closed=%ld\n", connections, before, after, each,
           closed);
    return after < 0 || closed > 0;
}
