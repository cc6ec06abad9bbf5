// The policy protocol on the wire (SMTPD_POLICY_README): see wire.h. Requests end in an empty line.

#define _GNU_SOURCE
#include "wire.h"

#include <stdint.h>
#include <string.h>

const char wire_floor_answer[] = "action=DUNNO\n\n";
const size_t wire_floor_answer_length = sizeof wire_floor_answer - 1;

// Whether two newlines follow each other somewhere from bytes[0] to bytes[8].
static inline bool has_empty_line(const char *bytes) {
    const uint64_t newlines = 0x0a0a0a0a0a0a0a0a, ones = 0x0101010101010101, tops = 0x8080808080808080;
    uint64_t here, next;
    memcpy(&here, bytes, sizeof here);
    memcpy(&next, bytes + 1, sizeof next);
    uint64_t zero_where_both = (here ^ newlines) | (next ^ newlines);
    return ((zero_where_both - ones) & ~zero_where_both & tops) != 0;
}

// A newline after a newline ends a request. Eight bytes at a step.
size_t wire_count_requests(struct wire_place *place, const char *bytes, size_t length) {
    size_t ends = place->after_newline && bytes[0] == '\n', at = 0;
    for (; at + 9 <= length; at += 8) {
        if (!has_empty_line(bytes + at)) continue;
        for (size_t i = at; i < at + 8; i++) ends += bytes[i] == '\n' && bytes[i + 1] == '\n';
    }
    for (; at + 1 < length; at++) ends += bytes[at] == '\n' && bytes[at + 1] == '\n';
    place->after_newline = bytes[length - 1] == '\n';
    return ends;
}

char *wire_request_end(char *start, char *end) {
    char *gap = memmem(start, (size_t)(end - start), "\n\n", 2);
    return gap == NULL ? NULL : gap + 2;
}

// One `action=` line with a value, then an empty line, then nothing: in lock-step nothing else is well-formed.
enum answer wire_read_answer(const char *bytes, size_t length) {
    static const char name[] = "action=", dunno[] = "action=DUNNO";
    const char *newline = memchr(bytes, '\n', length);
    if (newline == NULL || newline == bytes + length - 1) return ANSWER_INCOMPLETE;
    if (newline != bytes + length - 2 || newline[1] != '\n') return ANSWER_MALFORMED;

    size_t line = (size_t)(newline - bytes);
    if (line < sizeof name || memcmp(bytes, name, sizeof name - 1) != 0) return ANSWER_MALFORMED;
    bool starts = line >= sizeof dunno - 1 && memcmp(bytes, dunno, sizeof dunno - 1) == 0;
    return starts ? ANSWER_NO_OPINION : ANSWER_OTHER;
}
