// What the floor and the load client have to know of a protocol: policy-wire.c and socketmap-wire.c, one of which a
// program is linked with.

#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>

// What the floor answers to each request: that it has no opinion.
extern const char wire_floor_answer[];
extern const size_t wire_floor_answer_length;

// Where in a request a connection stands.
struct wire_place {
    bool after_newline;     // policy: the last byte received was a newline
    size_t announced;       // socketmap: the length, as far as its digits have been received
    size_t rest;            // socketmap: the octets to come of a request whose length is known
};

// The requests that end in `bytes`, of which there is at least one.
size_t wire_count_requests(struct wire_place *place, const char *bytes, size_t length);

// The end of the request that begins at `start`, or NULL.
char *wire_request_end(char *start, char *end);

// What an answer says, by its first `length` bytes; in lock-step nothing may follow it.
enum answer { ANSWER_INCOMPLETE, ANSWER_NO_OPINION, ANSWER_OTHER, ANSWER_MALFORMED };

enum answer wire_read_answer(const char *bytes, size_t length);

#endif
