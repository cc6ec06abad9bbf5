// Policy requests from a file, and the reading of answers: see requests.h.

#define _GNU_SOURCE
#include "requests.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The whole file with a NUL behind it, or NULL with errno.
static char *read_whole(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    char *bytes = NULL;
    size_t room = 0;
    ssize_t read = getdelim(&bytes, &room, '\0', file);
    fclose(file);
    if (read < 0) {
        free(bytes);
        errno = ENODATA;
        return NULL;
    }
    *length = (size_t)read;
    return bytes;
}

static void append(struct requests *requests, char *start, char *end) {
    if (requests->count % 1024 == 0) {
        requests->all = realloc(requests->all, (requests->count + 1024) * sizeof *requests->all);
        if (requests->all == NULL) abort();
    }
    size_t length = (size_t)(end - start);
    char *instance = memmem(start, length, INSTANCE_TOKEN, INSTANCE_WIDTH);
    requests->all[requests->count++] = (struct request){.bytes = start, .length = length, .instance = instance};
}

bool requests_load(const char *path, struct requests *requests) {
    size_t length = 0;
    char *bytes = read_whole(path, &length);
    if (bytes == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    *requests = (struct requests){0};
    char *start = bytes, *end = bytes + length;
    for (char *gap; start < end && (gap = strstr(start, "\n\n")) != NULL; start = gap + 2) {
        append(requests, start, gap + 2);
    }
    if (start != end || requests->count == 0) {
        fprintf(stderr, "%s: does not end with a complete request\n", path);
        return false;
    }
    return true;
}

enum answer answer_read(const char *bytes, size_t length) {
    static const char name[] = "action=", dunno[] = "action=DUNNO";
    const char *newline = memchr(bytes, '\n', length);
    if (newline == NULL || newline == bytes + length - 1) return ANSWER_INCOMPLETE;
    if (newline != bytes + length - 2 || newline[1] != '\n') return ANSWER_MALFORMED;

    size_t line = (size_t)(newline - bytes);
    if (line < sizeof name || memcmp(bytes, name, sizeof name - 1) != 0) return ANSWER_MALFORMED;
    bool starts = line >= sizeof dunno - 1 && memcmp(bytes, dunno, sizeof dunno - 1) == 0;
    return starts ? ANSWER_DUNNO : ANSWER_OTHER;
}
