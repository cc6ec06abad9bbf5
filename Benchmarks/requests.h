// A file of policy requests, each ended by an empty line, as make-register.sh writes them: read once, handed out in
// turn. Shared by the two clients of this folder.

#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdbool.h>
#include <stddef.h>

struct request {
    char *bytes;        // with the empty line that ends it
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

// What an answer says, by its first `length` bytes.
enum answer { ANSWER_INCOMPLETE, ANSWER_DUNNO, ANSWER_OTHER, ANSWER_MALFORMED };

// One `action=` line with a value, then an empty line, then nothing: in lock-step nothing else is well-formed.
enum answer answer_read(const char *bytes, size_t length);

#endif
