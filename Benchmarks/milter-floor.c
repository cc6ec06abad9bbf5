// The smallest filter on libmilter: lets everything pass. The milter's ratios are taken against it, so it asks the mail
// server for the steps the service asks for and no other, wants no answer where the service needs none, and does
// nothing in any of them. What it costs is libmilter, and being asked.
//
//     milter-floor local:/tmp/floor.sock                               as the service without classes
//     milter-floor inet:10041@127.0.0.1 --steps=envrcpt,data,eom       is called back at these steps and no other
//     milter-floor local:/tmp/floor.sock --answers=connect,envrcpt     answers these and the end of the message
//     milter-floor local:/tmp/floor.sock --accept=data                 answers this one with accept: nothing follows
//     milter-floor local:/tmp/floor.sock --symlists                    asks for the macros of TLS at MAIL
//     milter-floor local:/tmp/floor.sock --symlist=envrcpt:i           asks for these macros at a step; may be repeated
//
// Steps, in their order: connect,helo,envfrom,envrcpt,data,header,eoh,body,eom, then abort,close. Runs until it is
// killed. Says READY=1 to $NOTIFY_SOCKET, as the service does. Exits 64 when called wrongly, 69 when it cannot listen.

#define _GNU_SOURCE
#include "serving.h"

#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum step { CONNECT, HELO, ENVFROM, ENVRCPT, DATA, HEADER, EOH, BODY, EOM, ABORT, CLOSE, step_count };

// What the protocol has for a step: "do not send it", "send it and wait for no reply", and the place of its macros.
static const struct {
    const char *name;
    unsigned long not_sent, no_reply;
    int macros;
} steps[step_count] = {
    [CONNECT] = {"connect", SMFIP_NOCONNECT, SMFIP_NR_CONN, SMFIM_CONNECT},
    [HELO] = {"helo", SMFIP_NOHELO, SMFIP_NR_HELO, SMFIM_HELO},
    [ENVFROM] = {"envfrom", SMFIP_NOMAIL, SMFIP_NR_MAIL, SMFIM_ENVFROM},
    [ENVRCPT] = {"envrcpt", SMFIP_NORCPT, SMFIP_NR_RCPT, SMFIM_ENVRCPT},
    [DATA] = {"data", SMFIP_NODATA, SMFIP_NR_DATA, SMFIM_DATA},
    [HEADER] = {"header", SMFIP_NOHDRS, SMFIP_NR_HDR, SMFIM_NOMACROS},
    [EOH] = {"eoh", SMFIP_NOEOH, SMFIP_NR_EOH, SMFIM_EOH},
    [BODY] = {"body", SMFIP_NOBODY, SMFIP_NR_BODY, SMFIM_NOMACROS},
    [EOM] = {"eom", 0, 0, SMFIM_EOM},
    [ABORT] = {"abort", 0, 0, SMFIM_NOMACROS},
    [CLOSE] = {"close", 0, 0, SMFIM_NOMACROS},
};

static unsigned wanted = 1 << CONNECT | 1 << ENVFROM | 1 << ENVRCPT | 1 << EOM | 1 << ABORT | 1 << CLOSE;
static unsigned answered = 1 << ENVRCPT | 1 << EOM;
static enum step accepted_at = step_count;
static char *symlists[SMFIM_LAST + 1];

static sfsistat negotiate(SMFICTX *context, unsigned long actions, unsigned long offered, unsigned long unused2,
                          unsigned long unused3, unsigned long *asked_actions, unsigned long *asked,
                          unsigned long *asked2, unsigned long *asked3) {
    (void)unused2, (void)unused3;
    unsigned long protocol = SMFIP_NOUNKNOWN;
    for (enum step step = CONNECT; step <= BODY; step++) {
        if (!(wanted & 1u << step)) protocol |= steps[step].not_sent;
        else if (!(answered & 1u << step)) protocol |= steps[step].no_reply;
    }
    *asked_actions = actions & (SMFIF_QUARANTINE | SMFIF_SETSYMLIST);
    *asked = protocol & offered;
    *asked2 = *asked3 = 0;
    if (*asked != protocol) fprintf(stderr, "milter-floor: 0x%lx is not offered\n", protocol & ~offered);
    for (int place = SMFIM_FIRST; place <= SMFIM_LAST; place++) {
        if (symlists[place] == NULL || smfi_setsymlist(context, place, symlists[place]) == MI_SUCCESS) continue;
        fprintf(stderr, "milter-floor: cannot ask for macros\n");
    }
    return *asked == protocol ? SMFIS_CONTINUE : SMFIS_REJECT;
}

static sfsistat answer(enum step step) {
    if (step == accepted_at) return SMFIS_ACCEPT;
    return answered & 1u << step ? SMFIS_CONTINUE : SMFIS_NOREPLY;
}

static sfsistat at_connect(SMFICTX *context, char *name, _SOCK_ADDR *address) {
    (void)context, (void)name, (void)address;
    return answer(CONNECT);
}

static sfsistat at_helo(SMFICTX *context, char *name) {
    (void)context, (void)name;
    return answer(HELO);
}

static sfsistat at_envfrom(SMFICTX *context, char **arguments) {
    (void)context, (void)arguments;
    return answer(ENVFROM);
}

static sfsistat at_envrcpt(SMFICTX *context, char **arguments) {
    (void)context, (void)arguments;
    return answer(ENVRCPT);
}

static sfsistat at_data(SMFICTX *context) {
    (void)context;
    return answer(DATA);
}

static sfsistat at_header(SMFICTX *context, char *name, char *value) {
    (void)context, (void)name, (void)value;
    return answer(HEADER);
}

static sfsistat at_eoh(SMFICTX *context) {
    (void)context;
    return answer(EOH);
}

static sfsistat at_body(SMFICTX *context, unsigned char *bytes, size_t length) {
    (void)context, (void)bytes, (void)length;
    return answer(BODY);
}

static sfsistat at_end(SMFICTX *context) { // eom, abort and close alike
    (void)context;
    return SMFIS_CONTINUE;
}

static struct smfiDesc description(void) {
    struct smfiDesc filter = {.xxfi_name = "milter-floor", .xxfi_version = SMFI_VERSION};
    filter.xxfi_flags = SMFIF_QUARANTINE | SMFIF_SETSYMLIST;
    filter.xxfi_negotiate = negotiate;
    if (wanted & 1 << CONNECT) filter.xxfi_connect = at_connect;
    if (wanted & 1 << HELO) filter.xxfi_helo = at_helo;
    if (wanted & 1 << ENVFROM) filter.xxfi_envfrom = at_envfrom;
    if (wanted & 1 << ENVRCPT) filter.xxfi_envrcpt = at_envrcpt;
    if (wanted & 1 << DATA) filter.xxfi_data = at_data;
    if (wanted & 1 << HEADER) filter.xxfi_header = at_header;
    if (wanted & 1 << EOH) filter.xxfi_eoh = at_eoh;
    if (wanted & 1 << BODY) filter.xxfi_body = at_body;
    if (wanted & 1 << EOM) filter.xxfi_eom = at_end;
    if (wanted & 1 << ABORT) filter.xxfi_abort = at_end;
    if (wanted & 1 << CLOSE) filter.xxfi_close = at_end;
    return filter;
}

static enum step step_named(const char *name, size_t length) {
    for (enum step step = CONNECT; step < step_count; step++) {
        if (strlen(steps[step].name) == length && memcmp(steps[step].name, name, length) == 0) return step;
    }
    return step_count;
}

static bool parse_steps(const char *list, unsigned *into) {
    *into = 0;
    for (const char *end; *list != '\0'; list = *end == ',' ? end + 1 : end) {
        end = strchrnul(list, ',');
        enum step step = step_named(list, (size_t)(end - list));
        if (step == step_count) return false;
        *into |= 1u << step;
    }
    return true;
}

static bool parse_symlist(char *text) {
    char *colon = strchr(text, ':');
    enum step step = colon == NULL ? step_count : step_named(text, (size_t)(colon - text));
    if (step == step_count || steps[step].macros == SMFIM_NOMACROS) return false;
    symlists[steps[step].macros] = colon + 1;
    return true;
}

static bool parse(char *text) {
    static char tls_macros[] = "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}";
    if (strncmp(text, "--steps=", 8) == 0) return parse_steps(text + 8, &wanted);
    if (strncmp(text, "--answers=", 10) == 0) return parse_steps(text + 10, &answered);
    if (strncmp(text, "--accept=", 9) == 0) return (accepted_at = step_named(text + 9, strlen(text + 9))) < EOM;
    if (strncmp(text, "--symlist=", 10) == 0) return parse_symlist(text + 10);
    if (strcmp(text, "--symlists") == 0) return symlists[SMFIM_ENVFROM] = tls_macros, true;
    return false;
}

int main(int count, char **arguments) {
    bool understood = count >= 2;
    for (int i = 2; i < count; i++) understood = understood && parse(arguments[i]);
    if (!understood) {
        fprintf(stderr, "usage: milter-floor SOCKET [--steps=LIST] [--answers=LIST] [--accept=STEP] [--symlists] "
                        "[--symlist=STEP:MACROS]...\n");
        return 64;
    }
    if (accepted_at < step_count) answered |= 1u << accepted_at;
    serving_raise_descriptors();

    // libmilter lets 20 connections wait to be accepted; a further one over TCP would try again only after a second.
    bool listens = smfi_setconn(arguments[1]) == MI_SUCCESS && smfi_register(description()) == MI_SUCCESS
        && smfi_setbacklog(1024) == MI_SUCCESS && smfi_opensocket(true) == MI_SUCCESS;
    if (!listens) {
        fprintf(stderr, "milter-floor: cannot listen on %s\n", arguments[1]);
        return 69;
    }
    serving_say_ready();
    return smfi_main() == MI_SUCCESS ? 0 : 1;
}
