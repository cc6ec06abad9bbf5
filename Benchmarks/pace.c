#define _GNU_SOURCE
#include "pace.h"
#include "requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

struct pace pace;

static int poller;
static double seconds;          // one of the two is not 0
static uint64_t ask_most;
static uint64_t ask_until, next_instance;

// The bounds keep a misspelt figure from running for hours.
bool pace_parse(const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || !(value > 0)) return false;
    if (strcmp(end, "s") == 0 && value <= 600) seconds = value;
    else if (*end == '\0' && value >= 1 && value <= 1e9) ask_most = (uint64_t)value;
    else return false;
    return true;
}

uint64_t pace_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void pace_open(const char *program) {
    pace.program = program;
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller >= 0) return;
    perror(program);
    exit(1);
}

void pace_begin(void) {
    // Counted from the clock, so that no two runs share a value.
    struct timespec clock;
    clock_gettime(CLOCK_REALTIME, &clock);
    next_instance = (uint64_t)clock.tv_sec * 1000000 + (uint64_t)clock.tv_nsec / 1000;
    pace.begun_at = pace_now();
    ask_until = pace.begun_at + (uint64_t)(seconds * 1e9);
}

bool pace_may_ask(uint64_t time) {
    return ask_most > 0 ? pace.asked < ask_most : time < ask_until;
}

void pace_write_instance(char *into) {
    uint64_t value = next_instance++;
    for (size_t i = INSTANCE_WIDTH; i-- > 0; value >>= 4) into[i] = "0123456789ABCDEF"[value & 15];
}

void pace_watch(int fd, int operation, uint32_t events, void *connection) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(poller, operation, fd, &event) == 0) return;
    perror(pace.program);
    exit(1);
}

void pace_fail(const char *why) {
    if (pace.failed++ < 5) fprintf(stderr, "%s: %s\n", pace.program, why);
}

void pace_run(const char *what, void (*take)(void *connection, uint32_t events)) {
    while (pace.waiting > 0) {
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, 5000);
        if (ready == 0) {
            fprintf(stderr, "%s: %zu %s within five seconds\n", pace.program, pace.waiting, what);
            pace.failed += pace.waiting;
            return;
        }
        for (int i = 0; i < ready; i++) take(events[i].data.ptr, events[i].events);
    }
}

double pace_seconds(uint64_t answered) {
    return answered > 0 ? (double)(pace.last_answer_at - pace.begun_at) / 1e9 : 0;
}
