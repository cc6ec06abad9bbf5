// Messages as a mail server hands them to a filter, by the milter protocol, version 6: what make-register.sh writes as
// policy requests, said in the words of Postfix. One request is one message; these of its attributes become macros:
//
//     encryption_protocol, encryption_cipher, encryption_keysize    {tls_version} {cipher} {cipher_bits}
//     ccert_subject, ccert_issuer                                   {cert_subject} {cert_issuer}
//     client_…, server_address, sender, recipient, instance         {client_…} {daemon_addr} {mail_addr} {rcpt_addr} i
//
// and two that no policy server knows may be added: `header=Name: value`, a further line of the message's header, and
// `{name}=value`, a macro. The message is `size` bytes long. Shared by milter-load.c and idle-milter-sessions.c.

#ifndef MILTER_CASES_H
#define MILTER_CASES_H

#include "endpoint.h"

#include <stdint.h>

enum { milter_places = 7, milter_most_stops = 64, milter_most_instances = 16, milter_negotiation = 17 };

// What a filter asked for: the steps it wants, those it does not answer, and macros of its own choice at some places.
struct milter_terms {
    uint32_t protocol;
    char macros[milter_places][512];
    char answer[4096];      // the filter's own words, by which other sessions are compared
    size_t answer_length;
};

// What to send, and where to wait for an answer: steps that are not answered go together with the next that is.
struct milter_script {
    char *bytes;
    size_t length;
    struct { size_t end; char command; } stops[milter_most_stops];
    size_t stop_count;
    size_t instances[milter_most_instances]; // where the token of requests.h stands
    size_t instance_count;
};

struct milter_case {
    struct milter_script opening;   // negotiation (its first milter_negotiation bytes, and stop), connection, HELO
    struct milter_script message;   // MAIL to the end of the message
    size_t mail_end;                // what of it is MAIL
    size_t mail_stops;
};

struct milter_cases {
    struct milter_case *all;
    size_t count;
};

// Asks a filter, on a connection that is closed again. False, with a line on standard error, if it cannot be asked.
bool milter_negotiate(const struct endpoint *endpoint, struct milter_terms *terms);

// False, with a line on standard error, if the file cannot be read or holds what no mail server would send.
bool milter_cases_load(const char *path, const struct milter_terms *terms, struct milter_cases *cases);

// How many bytes the answer at the start of these has; 0 if it is not complete, (size_t)-1 if it never will be.
size_t milter_answer_length(const char *bytes, size_t length);

// The commands that belong to no step, and end a message or a session.
#define MILTER_ABORT "\0\0\0\1A"
#define MILTER_QUIT "\0\0\0\1Q"
#define MILTER_QUIT_NC "\0\0\0\1K"
enum { milter_command_length = 5 };

#endif
