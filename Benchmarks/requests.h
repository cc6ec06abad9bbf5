// A file of requests as make-register.sh writes them: read once, handed out in turn. Shared by the clients of this
// folder.

#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdbool.h>
#include <stddef.h>

struct request {
    char *bytes;        // with what ends it
    size_t length;
    char *instance;     // where the token below stands in it, or NULL
};

struct requests {
    struct request *all;
    size_t count;
};

// Stands in a request where every message has a value of its own. A value of the same width takes its place.
#define INSTANCE_TOKEN "@INSTANCE@"
#define INSTANCE_WIDTH (sizeof INSTANCE_TOKEN - 1)

// False, with a line on standard error, if the file cannot be read or its last request is not complete.
bool requests_load(const char *path, struct requests *requests);

#endif
