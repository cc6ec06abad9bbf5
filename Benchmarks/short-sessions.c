// A client for the leak check: one session after the other, each with a connection of its own, one request, its whole answer,
// and goodbye. Asks as Postfix's policy client does, or its socketmap client (wire.h).
//
//     policy-sessions unix:policy.sock 500000 requests.txt
//     socketmap-sessions unix:socketmap.sock 500000 keys.txt
//
// Prints one line of key=value. Exits 1 where a session was not answered as it should be.

#define _GNU_SOURCE
#include "endpoint.h"
#include "requests.h"
#include "wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// One session.
static enum answer converse(const struct endpoint *endpoint, const struct request *request) {
    int fd = endpoint_connect(endpoint);
    if (fd < 0) return ANSWER_MALFORMED;
    char bytes[4096];
    size_t length = 0;
    enum answer answer = ANSWER_INCOMPLETE;
    if (send(fd, request->bytes, request->length, MSG_NOSIGNAL) != (ssize_t)request->length) answer = ANSWER_MALFORMED;
    while (answer == ANSWER_INCOMPLETE && length < sizeof bytes - 1) {
        ssize_t received = recv(fd, bytes + length, sizeof bytes - 1 - length, 0);
        if (received <= 0) break;
        length += (size_t)received;
        bytes[length] = '\0';
        answer = wire_read_answer(bytes, length);
    }
    close(fd);
    return answer;
}

int main(int count, char **arguments) {
    struct endpoint endpoint;
    struct requests requests = {0};
    long sessions = count == 4 ? atol(arguments[2]) : 0;
    if (sessions < 1 || !endpoint_parse(arguments[1], &endpoint)) {
        fprintf(stderr, "usage: policy-sessions|socketmap-sessions ADDRESS COUNT FILE\n");
        return 64;
    }
    if (!requests_load(arguments[3], &requests)) return 66;
    long answers[4] = {0};
    for (long session = 0; session < sessions; session++) {
        enum answer answer = converse(&endpoint, &requests.all[(size_t)session % requests.count]);
        answers[answer]++;
        if (answer != ANSWER_NO_OPINION && answer != ANSWER_OTHER && answers[ANSWER_MALFORMED] < 5) {
            fprintf(stderr, "short-sessions: session %ld was not answered: %s\n", session, strerror(errno));
        }
    }
    printf("sessions=%ld no_opinion=%ld other=%ld failed=%ld\n", sessions, answers[ANSWER_NO_OPINION], answers[ANSWER_OTHER],
           answers[ANSWER_MALFORMED] + answers[ANSWER_INCOMPLETE]);
    return answers[ANSWER_MALFORMED] + answers[ANSWER_INCOMPLETE] > 0;
}
