// Requests from a file: see requests.h.

#define _GNU_SOURCE
#include "requests.h"
#include "wire.h"

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
    for (char *next; start < end && (next = wire_request_end(start, end)) != NULL; start = next) {
        append(requests, start, next);
    }
    if (start != end || requests->count == 0) {
        fprintf(stderr, "%s: does not end with a complete request\n", path);
        return false;
    }
    return true;
}
