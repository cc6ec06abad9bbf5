// Messages for a filter: see milter-cases.h.

#define _GNU_SOURCE
#include "milter-cases.h"
#include "requests.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The steps as the protocol has them, in their order: the filter's "do not send", "no reply", and the place of macros.
static const struct step {
    char command;
    uint32_t not_sent, no_reply;
    int place;
    const char *macros;     // what Postfix sends when not asked for others
} connect_step = {'C', 0x01, 0x1000, 0, "j {daemon_name} {daemon_addr} v"},
  helo_step = {'H', 0x02, 0x2000, 1, "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}"},
  mail_step = {'M', 0x04, 0x4000, 2, "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host} {mail_mailer}"},
  recipient_step = {'R', 0x08, 0x8000, 3, "i {rcpt_addr} {rcpt_host} {rcpt_mailer}"},
  data_step = {'T', 0x200, 0x10000, 4, "i"},
  header_step = {'L', 0x20, 0x80, 6, "i"},
  header_end_step = {'N', 0x40, 0x40000, 6, "i"},
  body_step = {'B', 0x10, 0x80000, 5, "i"},
  end_step = {'E', 0, 0, 5, "i"};

enum { leading_space = 0x100000, chunk = 65535, most_bytes = 1 << 20 };

static const char offer[] = "\0\0\0\15O\0\0\0\6\0\0\1\377\0\37\377\377"; // version, all actions, all of the protocol

// A script in the making, of one request.
struct writer {
    const struct milter_terms *terms;
    const struct request *request;
    struct milter_script *script;
    size_t room;
    bool fits;
};

static void put(struct writer *writer, const void *bytes, size_t length) {
    struct milter_script *script = writer->script;
    writer->fits = writer->fits && script->length + length <= most_bytes;
    if (!writer->fits) return;
    if (script->length + length > writer->room) {
        writer->room = 2 * (script->length + length);
        script->bytes = realloc(script->bytes, writer->room);
        if (script->bytes == NULL) abort();
    }
    memcpy(script->bytes + script->length, bytes, length);
    script->length += length;
}

static void put_text(struct writer *writer, const char *text) {
    put(writer, text, strlen(text) + 1);
}

// The length is filled in by end_packet.
static size_t begin_packet(struct writer *writer, char command) {
    size_t at = writer->script->length;
    put(writer, (char[]){0, 0, 0, 0, command}, 5);
    return at;
}

static void end_packet(struct writer *writer, size_t at) {
    uint32_t length = htonl((uint32_t)(writer->script->length - at - 4));
    if (writer->fits) memcpy(writer->script->bytes + at, &length, 4);
}

// An attribute's value, "" when there is none. In a buffer that the fourth call after it overwrites.
static const char *attribute(const struct request *request, const char *name) {
    static char values[4][512];
    static unsigned turn;
    char *value = values[turn++ % 4], *at = request->bytes, *end = at + request->length;
    *value = '\0';
    for (char *newline; at < end && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL; at = newline + 1) {
        size_t line = (size_t)(newline - at), length = strlen(name);
        if (line <= length || memcmp(at, name, length) != 0 || at[length] != '=') continue;
        snprintf(value, sizeof values[0], "%.*s", (int)(line - length - 1), at + length + 1);
        break;
    }
    return value;
}

static const char *domain_of(const char *address) {
    const char *at = strrchr(address, '@');
    return at == NULL ? "" : at + 1;
}

// The queue id is known to Postfix only when the message's content comes.
static const char *macro(const struct writer *writer, const struct step *step, const char *name) {
    static const struct { const char *macro, *attribute; } names[] = {
        {"{tls_version}", "encryption_protocol"}, {"{cipher}", "encryption_cipher"},
        {"{cert_subject}", "ccert_subject"}, {"{cert_issuer}", "ccert_issuer"},
        {"{client_addr}", "client_address"}, {"{client_name}", "client_name"}, {"{client_port}", "client_port"},
        {"{client_ptr}", "reverse_client_name"}, {"{daemon_addr}", "server_address"},
        {"{mail_addr}", "sender"}, {"{rcpt_addr}", "recipient"},
    };
    static const struct { const char *macro, *value; } constants[] = {
        {"j", "mail.example.com"}, {"v", "Postfix 3.7.11"}, {"{daemon_name}", "mail.example.com"},
        {"{mail_mailer}", "smtp"}, {"{rcpt_mailer}", "local"},
    };
    const char *own = attribute(writer->request, name);
    if (*own != '\0') return own;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i].macro) == 0) return attribute(writer->request, names[i].attribute);
    }
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (strcmp(name, constants[i].macro) == 0) return constants[i].value;
    }
    if (strcmp(name, "{cipher_bits}") == 0 && *attribute(writer->request, "encryption_protocol") != '\0')
        return attribute(writer->request, "encryption_keysize");
    if (strcmp(name, "{mail_host}") == 0) return domain_of(attribute(writer->request, "sender"));
    if (strcmp(name, "{rcpt_host}") == 0) return domain_of(attribute(writer->request, "recipient"));
    if (strcmp(name, "i") == 0 && step->place > recipient_step.place) return attribute(writer->request, "instance");
    return "";
}

// As Postfix: also before steps that are not sent, and without those that have no value.
static void put_macros(struct writer *writer, const struct step *step) {
    const char *asked = writer->terms->macros[step->place];
    char list[512], *rest = list;
    snprintf(list, sizeof list, "%s", *asked != '\0' ? asked : step->macros);
    size_t packet = begin_packet(writer, 'D');
    put(writer, &step->command, 1);
    for (char *name; (name = strsep(&rest, " ,\t")) != NULL;) {
        const char *value = macro(writer, step, name);
        if (*value == '\0') continue;
        put_text(writer, name);
        put_text(writer, value);
    }
    end_packet(writer, packet);
}

static bool is_sent(const struct writer *writer, const struct step *step) {
    return (writer->terms->protocol & step->not_sent) == 0;
}

// After what a step sends: waits for the answer, unless the filter gives none.
static void stop(struct writer *writer, const struct step *step) {
    struct milter_script *script = writer->script;
    if (writer->terms->protocol & step->no_reply) return;
    writer->fits = writer->fits && script->stop_count < milter_most_stops;
    if (!writer->fits) return;
    script->stops[script->stop_count].end = script->length;
    script->stops[script->stop_count++].command = step->command;
}

static void put_step(struct writer *writer, const struct step *step, const void *bytes, size_t length) {
    put_macros(writer, step);
    if (!is_sent(writer, step)) return;
    size_t packet = begin_packet(writer, step->command);
    put(writer, bytes, length);
    end_packet(writer, packet);
    stop(writer, step);
}

static void put_text_step(struct writer *writer, const struct step *step, const char *format, const char *value) {
    char text[1024];
    int length = snprintf(text, sizeof text, format, value);
    put_step(writer, step, text, (size_t)length + 1);
}

static void put_connect(struct writer *writer) {
    const char *address = attribute(writer->request, "client_address");
    in_port_t port = htons((in_port_t)atoi(attribute(writer->request, "client_port")));
    char bytes[2048];
    int name = snprintf(bytes, 1024, "%s", attribute(writer->request, "client_name")) + 1;
    bytes[name] = strchr(address, ':') == NULL ? '4' : '6';
    memcpy(bytes + name + 1, &port, sizeof port);
    int rest = snprintf(bytes + name + 3, 1024, "%s", address) + 1;
    put_step(writer, &connect_step, bytes, (size_t)(name + 3 + rest));
}

static void put_header(struct writer *writer, const char *name, const char *value) {
    char bytes[2048];
    const char *space = writer->terms->protocol & leading_space ? " " : "";
    int length = snprintf(bytes, sizeof bytes, "%.100s%c%s%.1000s", name, '\0', space, value);
    put_step(writer, &header_step, bytes, (size_t)length + 1);
}

// The usual ones, then those that the file adds.
static void put_headers(struct writer *writer) {
    if (!is_sent(writer, &header_step)) return;
    put_header(writer, "From", attribute(writer->request, "sender"));
    put_header(writer, "To", attribute(writer->request, "recipient"));
    put_header(writer, "Date", "Fri, 20 Nov 2026 10:00:00 +0100");
    put_header(writer, "Message-ID", "<20261120.1@mail.example>");
    put_header(writer, "Subject", "Quarterly figures");
    char *at = writer->request->bytes, *end = at + writer->request->length;
    for (char *newline; at < end && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL; at = newline + 1) {
        char name[128], value[1024];
        if (sscanf(at, "header=%127[^:\n]: %1023[^\n]", name, value) == 2) put_header(writer, name, value);
    }
}

static void put_body(struct writer *writer) {
    static const char line[] = "Forty-eight characters of text, as mail has them.\r\n";
    static char bytes[chunk];
    if (!is_sent(writer, &body_step)) return;
    for (size_t i = 0; bytes[0] == '\0' && i < chunk; i++) bytes[i] = line[i % (sizeof line - 1)];
    long left = atol(attribute(writer->request, "size"));
    for (; left > 0 && writer->fits; left -= chunk)
        put_step(writer, &body_step, bytes, left < chunk ? (size_t)left : chunk);
}

static void find_instances(struct writer *writer) {
    struct milter_script *script = writer->script;
    char *at = script->bytes, *end = at + script->length;
    for (; (at = memmem(at, (size_t)(end - at), INSTANCE_TOKEN, INSTANCE_WIDTH)) != NULL; at += INSTANCE_WIDTH) {
        writer->fits = writer->fits && script->instance_count < milter_most_instances;
        if (!writer->fits) return;
        script->instances[script->instance_count++] = (size_t)(at - script->bytes);
    }
}

static bool write_case(const struct request *request, const struct milter_terms *terms, struct milter_case *into) {
    *into = (struct milter_case){0};
    struct writer opening = {.terms = terms, .request = request, .script = &into->opening, .fits = true};
    put(&opening, offer, milter_negotiation);
    stop(&opening, &(struct step){.command = 'O'});
    put_connect(&opening);
    put_text_step(&opening, &helo_step, "%s", attribute(request, "helo_name"));

    struct writer message = {.terms = terms, .request = request, .script = &into->message, .fits = true};
    put_text_step(&message, &mail_step, "<%s>", attribute(request, "sender"));
    into->mail_end = into->message.length;
    into->mail_stops = into->message.stop_count;
    put_text_step(&message, &recipient_step, "<%s>", attribute(request, "recipient"));
    put_step(&message, &data_step, "", 0);
    put_headers(&message);
    put_step(&message, &header_end_step, "", 0);
    put_body(&message);
    put_step(&message, &end_step, "", 0);
    find_instances(&message);
    return opening.fits && message.fits;
}

bool milter_cases_load(const char *path, const struct milter_terms *terms, struct milter_cases *cases) {
    struct requests requests;
    if (!requests_load(path, &requests)) return false;
    *cases = (struct milter_cases){.all = calloc(requests.count, sizeof *cases->all), .count = requests.count};
    if (cases->all == NULL) abort();
    for (size_t i = 0; i < requests.count; i++) {
        if (write_case(&requests.all[i], terms, &cases->all[i])) continue;
        fprintf(stderr, "%s: request %zu is too long for a message\n", path, i + 1);
        return false;
    }
    return true;
}

size_t milter_answer_length(const char *bytes, size_t length) {
    uint32_t packet;
    if (length < 5) return 0;
    memcpy(&packet, bytes, 4);
    packet = ntohl(packet);
    if (packet < 1 || packet > most_bytes) return (size_t)-1;
    return length < packet + 4 ? 0 : packet + 4;
}

// After version, actions and protocol come the lists of macros: a place and a text each.
static bool read_terms(struct milter_terms *terms) {
    const char *bytes = terms->answer;
    uint32_t version, place;
    if (terms->answer_length < milter_negotiation || bytes[4] != 'O') return false;
    memcpy(&version, bytes + 5, 4);
    memcpy(&terms->protocol, bytes + 13, 4);
    terms->protocol = ntohl(terms->protocol);
    for (size_t at = milter_negotiation; at < terms->answer_length;) {
        if (terms->answer_length - at < 5) return false;
        memcpy(&place, bytes + at, 4);
        place = ntohl(place);
        at += 4;
        size_t length = strnlen(bytes + at, terms->answer_length - at);
        bool ended = at + length < terms->answer_length;
        if (place >= milter_places || length >= sizeof terms->macros[0] || !ended) return false;
        memcpy(terms->macros[place], bytes + at, length + 1);
        at += length + 1;
    }
    return ntohl(version) == 6;
}

bool milter_negotiate(const struct endpoint *endpoint, struct milter_terms *terms) {
    *terms = (struct milter_terms){0};
    int fd = endpoint_connect(endpoint);
    if (fd < 0 || send(fd, offer, milter_negotiation, MSG_NOSIGNAL) != milter_negotiation) {
        fprintf(stderr, "milter: %s\n", strerror(errno));
        return false;
    }
    while (milter_answer_length(terms->answer, terms->answer_length) == 0) {
        size_t room = sizeof terms->answer - terms->answer_length;
        ssize_t received = room == 0 ? 0 : recv(fd, terms->answer + terms->answer_length, room, 0);
        if (received <= 0) break;
        terms->answer_length += (size_t)received;
    }
    send(fd, MILTER_QUIT, milter_command_length, MSG_NOSIGNAL);
    close(fd);
    bool whole = milter_answer_length(terms->answer, terms->answer_length) == terms->answer_length;
    if (terms->answer_length > 0 && whole && read_terms(terms)) return true;
    fprintf(stderr, "milter: no terms of version 6\n");
    return false;
}
