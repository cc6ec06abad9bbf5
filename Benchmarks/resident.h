// The resident memory of a process, for the two programs that measure what something idle costs.

#ifndef RESIDENT_H
#define RESIDENT_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

#endif
