// For the two programs that measure what something idle costs: the resident memory of a process, before and after.

#ifndef IDLE_H
#define IDLE_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// In KiB; -1, with a line on standard error, if it cannot be read.
static inline long resident_kib(const char *pid) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return -1;
    }
    long kib = -1;
    while (kib < 0 && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "Rss: %ld kB", &kib) != 1) kib = -1;
    }
    fclose(file);
    return kib;
}

// Nothing to read and not closed.
static inline bool is_idle(int fd) {
    char byte;
    return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

// Prints what the connections cost the process, whose memory was `before` when there were none. Returns the program's exit code.
static inline int idle_report(const char *things, const char *pid, const int *fds, long count, long before) {
    usleep(500000);         // what the process does without being asked is done by then
    long after = resident_kib(pid);
    long closed = 0;
    for (long i = 0; i < count; i++) closed += !is_idle(fds[i]);
    printf("%s=%ld before_kib=%ld after_kib=%ld bytes_each=%ld closed=%ld\n", things, count, before, after,
           (after - before) * 1024 / count, closed);
    return after < 0 || closed > 0;
}

#endif
