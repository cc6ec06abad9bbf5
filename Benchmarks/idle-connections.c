// What an idle connection costs a policy server: opens many, asks once on each, as Postfix's smtpd processes do, then
// leaves them idle and compares the server's resident memory with what it was before.
//
//     idle-connections inet:127.0.0.1:10040 1000 PID requests.txt
//
// Prints one line of key=value. Exits 1 if a connection failed, was closed, or the memory could not be read.

#define _GNU_SOURCE
#include "endpoint.h"
#include "idle.h"
#include "requests.h"
#include "wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    return idle_report("connections", arguments[3], fds, connections, before);
}
