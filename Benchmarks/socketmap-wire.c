// The socketmap protocol on the wire (socketmap_table(5)): see wire.h. Requests and answers are netstrings.

#include "wire.h"

#include <string.h>

const char wire_floor_answer[] = "9:NOTFOUND ,";
const size_t wire_floor_answer_length = sizeof wire_floor_answer - 1;

// The end of a request is counted down to: its digits, then the text that they announce with the colon and the comma.
size_t wire_count_requests(struct wire_place *place, const char *bytes, size_t length) {
    size_t ends = 0;
    for (size_t at = 0; at < length;) {
        if (place->rest > 0) {
            size_t taken = place->rest < length - at ? place->rest : length - at;
            place->rest -= taken;
            at += taken;
            ends += place->rest == 0;
        } else if (bytes[at] == ':') {
            place->rest = place->announced + 1;
            place->announced = 0;
            at++;
        } else {
            place->announced = place->announced * 10 + (size_t)(bytes[at++] - '0') % 10;
        }
    }
    return ends;
}

// The whole netstring that `bytes` begin with; NULL if it is not complete, or none.
static const char *netstring_end(const char *bytes, size_t length, const char **text) {
    size_t announced = 0, at = 0;
    while (at < length && at < 6 && bytes[at] >= '0' && bytes[at] <= '9') announced = announced * 10 + (size_t)(bytes[at++] - '0');
    if (at == 0 || at == length || bytes[at] != ':' || length - at < announced + 2) return NULL;
    *text = bytes + at + 1;
    return (*text)[announced] == ',' ? *text + announced + 1 : NULL;
}

char *wire_request_end(char *start, char *end) {
    const char *text;
    const char *next = netstring_end(start, (size_t)(end - start), &text);
    return next == NULL ? NULL : start + (next - start);
}

enum answer wire_read_answer(const char *bytes, size_t length) {
    const char *text;
    const char *end = netstring_end(bytes, length, &text);
    if (end == NULL) return length < 8 || bytes[length - 1] != ',' ? ANSWER_INCOMPLETE : ANSWER_MALFORMED;
    if (end != bytes + length) return ANSWER_MALFORMED;
    size_t most = (size_t)(end - text);
    if (most > 9 && memcmp(text, "NOTFOUND ", 9) == 0) return ANSWER_NO_OPINION;
    return most > 4 && memcmp(text, "OK ", 3) == 0 ? ANSWER_OTHER : ANSWER_MALFORMED;
}
