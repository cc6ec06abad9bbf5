// What the load clients share: for how long, or how often, they ask; the clock; values that no two messages share; and the
// loop that hands the poller's events to the connections. One thread, and one pace for it.

#ifndef PACE_H
#define PACE_H

#include "histogram.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pace {
    const char *program;    // for what is said on standard error
    uint64_t begun_at, last_answer_at;
    uint64_t asked, failed;
    size_t waiting;         // connections on which an answer is due
    struct histogram times;
};

extern struct pace pace;

// `2.5s` or a number of questions; false for anything else.
bool pace_parse(const char *text);

// Makes the poller; before anything else. Exits where there can be none.
void pace_open(const char *program);

// The clock starts.
void pace_begin(void);

// Nanoseconds of a clock that only goes forward.
uint64_t pace_now(void);

bool pace_may_ask(uint64_t time);

// Writes INSTANCE_WIDTH hexadecimal digits: fixed width, so that the text keeps its length.
void pace_write_instance(char *into);

// As epoll_ctl(2). Exits where it fails.
void pace_watch(int fd, int operation, uint32_t events, void *connection);

// Counts a failure, and says the first five.
void pace_fail(const char *why);

// Until nothing is waited for; five seconds without any event end it. `what` is what is not answered then.
void pace_run(const char *what, void (*take)(void *connection, uint32_t events));

// From the start to the last answer, in seconds; 0 where there was none.
double pace_seconds(uint64_t answered);

#endif
