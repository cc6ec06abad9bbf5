// What an idle session costs a filter: opens many, takes each through the negotiation, HELO and MAIL, as a client that
// then falls silent, and compares the filter's resident memory with what it was before.
//
//     idle-milter-sessions unix:milter.sock 1000 PID requests.txt
//
// Prints one line of key=value. Exits 1 if a session failed, was closed, or the memory could not be read.

#define _GNU_SOURCE
#include "idle.h"
#include "milter-cases.h"

#include <stdlib.h>

// The first packet that answers, and nothing after it: whether it lets the session go on.
static bool goes_on(int fd, char command) {
    char answer[4096];
    size_t length = 0;
    while (length < sizeof answer) {
        ssize_t received = recv(fd, answer + length, sizeof answer - length, 0);
        if (received <= 0) return false;
        length += (size_t)received;
        size_t packet = milter_answer_length(answer, length);
        if (packet != 0) return packet == length && answer[4] == (command == 'O' ? 'O' : 'c');
    }
    return false;
}

// Sends the first `length` bytes of a script, and waits wherever an answer is due.
static bool speak(int fd, const struct milter_script *script, size_t length, size_t stops) {
    size_t sent = 0;
    for (size_t stop = 0; stop <= stops; stop++) {
        size_t end = stop < stops ? script->stops[stop].end : length;
        if (send(fd, script->bytes + sent, end - sent, MSG_NOSIGNAL) != (ssize_t)(end - sent)) return false;
        sent = end;
        if (stop < stops && !goes_on(fd, script->stops[stop].command)) return false;
    }
    return true;
}

// Opens them all; false, with a line on standard error, at the first that fails.
static bool open_all(const struct endpoint *endpoint, const struct milter_cases *cases, int *fds, long count) {
    for (long i = 0; i < count; i++) {
        const struct milter_case *is = &cases->all[(size_t)i % cases->count];
        fds[i] = endpoint_connect(endpoint);
        if (fds[i] >= 0 && speak(fds[i], &is->opening, is->opening.length, is->opening.stop_count)
            && speak(fds[i], &is->message, is->mail_end, is->mail_stops)) continue;
        fprintf(stderr, "idle-milter-sessions: session %ld: %s\n", i + 1,
                fds[i] < 0 ? strerror(errno) : "does not go on");
        return false;
    }
    return true;
}

int main(int count, char **arguments) {
    struct endpoint endpoint;
    struct milter_terms terms;
    struct milter_cases cases;
    long sessions = count == 5 ? atol(arguments[2]) : 0;
    if (sessions < 1 || sessions > 10000 || !endpoint_parse(arguments[1], &endpoint)) {
        fprintf(stderr, "usage: idle-milter-sessions ADDRESS SESSIONS PID FILE\n");
        return 64;
    }
    if (!milter_negotiate(&endpoint, &terms)) return 1;
    if (!milter_cases_load(arguments[4], &terms, &cases)) return 66;
    int *fds = calloc((size_t)sessions, sizeof *fds);

    long before = resident_kib(arguments[3]);
    if (before < 0 || fds == NULL || !open_all(&endpoint, &cases, fds, sessions)) return 1;
    return idle_report("sessions", arguments[3], fds, sessions, before);
}
