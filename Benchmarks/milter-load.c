// A load client: hands messages to a filter over many connections at once, as Postfix does by the milter protocol, each
// in lock-step (what needs an answer waits for it; what needs none goes together with what follows), and says how many
// were decided and how fast. One thread, as load.c; the same client asks the floor and the service.
//
//     milter-load unix:milter.sock 16 1 2.5s requests.txt              for 2.5 seconds, one message a connection
//     milter-load inet:127.0.0.1:10041 200 100 20000 requests.txt      20,000 messages, a hundred on each connection
//     milter-load unix:milter.sock 16 1 2.5s requests.txt --reuse      one session after another on it (never Postfix)
//
// The messages are make-register.sh's (milter-cases.h): one connection's are all of one request, each with a queue id
// of its own. A message's time is from its first byte, or from connecting, to what the filter decided. Prints one line
// of key=value. Exits 1 if a connection was closed or an answer was malformed or missing.

#define _GNU_SOURCE
#include "milter-cases.h"
#include "pace.h"
#include "requests.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

struct connection {
    int fd;
    const struct milter_case *is;
    long left;              // messages that may still follow on this connection
    bool held;              // the filter asked for quarantine
    bool wants_room;
    uint64_t began_at;      // 0: no message is under way
    char *bytes;            // what goes before the message (lead), and the message
    size_t sent, stop, lead, opening_stops;
    size_t answer_length;
    char answer[4096];
};

static struct load {
    struct endpoint endpoint;
    struct milter_terms terms;
    struct milter_cases cases;
    size_t next_case;
    long per_connection;
    bool reuse;
    uint64_t continued, refused, tempfailed, discarded, quarantined;
} load;

static void fail(struct connection *connection, const char *why) {
    pace_fail(why);
    if (connection->fd >= 0) close(connection->fd);
    connection->fd = -1;
    if (connection->began_at != 0) pace.waiting--;
    connection->began_at = 0;
}

// A reused connection leaves out the opening's first stop, a further message all of them.
static size_t stop_in_opening(const struct connection *connection) {
    return connection->is->opening.stop_count - connection->opening_stops + connection->stop;
}

static char stop_command(const struct connection *connection) {
    return connection->stop < connection->opening_stops
        ? connection->is->opening.stops[stop_in_opening(connection)].command
        : connection->is->message.stops[connection->stop - connection->opening_stops].command;
}

// Where the next answer is waited for.
static size_t stop_end(const struct connection *connection) {
    const struct milter_script *opening = &connection->is->opening;
    return connection->stop < connection->opening_stops
        ? connection->lead - (opening->length - opening->stops[stop_in_opening(connection)].end)
        : connection->lead + connection->is->message.stops[connection->stop - connection->opening_stops].end;
}

static void send_on(struct connection *connection) {
    size_t end = stop_end(connection);
    ssize_t sent = send(connection->fd, connection->bytes + connection->sent, end - connection->sent, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return fail(connection, strerror(errno));
    connection->sent += sent < 0 ? 0 : (size_t)sent;
    bool wants_room = connection->sent < end;
    if (wants_room == connection->wants_room) return;
    connection->wants_room = wants_room;
    pace_watch(connection->fd, EPOLL_CTL_MOD, wants_room ? EPOLLIN | EPOLLOUT : EPOLLIN, connection);
}

// The message, after the commands that end the one before (of two, an abort and a new session) and the opening from
// some byte on.
static void begin_message(struct connection *connection, size_t ends, size_t opening_from) {
    const struct milter_script *opening = &connection->is->opening, *message = &connection->is->message;
    size_t end_length = ends * milter_command_length, opening_length = opening->length - opening_from;
    connection->lead = end_length + opening_length;
    connection->opening_stops = opening_length == 0 ? 0 : opening->stop_count - (opening_from > 0);
    char *bytes = realloc(connection->bytes, connection->lead + message->length);
    if (bytes == NULL) abort();
    connection->bytes = bytes;
    memcpy(bytes, MILTER_ABORT MILTER_QUIT_NC, end_length);
    memcpy(bytes + end_length, opening->bytes + opening_from, opening_length);
    memcpy(bytes + connection->lead, message->bytes, message->length);
    char instance[INSTANCE_WIDTH];
    pace_write_instance(instance);
    for (size_t i = 0; i < message->instance_count; i++)
        memcpy(bytes + connection->lead + message->instances[i], instance, sizeof instance);
    connection->sent = connection->stop = connection->answer_length = 0;
    connection->held = false;
    connection->left--;
    pace.asked++;
    pace.waiting++;
    send_on(connection);
}

static void begin_session(struct connection *connection) {
    connection->is = &load.cases.all[load.next_case];
    load.next_case = load.next_case + 1 == load.cases.count ? 0 : load.next_case + 1;
    connection->left = load.per_connection;
    connection->began_at = pace_now();
    if (connection->fd >= 0) return begin_message(connection, 2, milter_negotiation);
    connection->wants_room = false;
    connection->fd = endpoint_connect(&load.endpoint);
    if (connection->fd < 0) {
        connection->began_at = 0;
        return fail(connection, strerror(errno));
    }
    fcntl(connection->fd, F_SETFL, O_NONBLOCK);
    pace_watch(connection->fd, EPOLL_CTL_ADD, EPOLLIN, connection);
    begin_message(connection, 0, 0);
}

// After a decision: the next message, the next session, or nothing. Postfix ends every message with an abort.
static void go_on(struct connection *connection, bool session_ended) {
    pace.last_answer_at = pace_now();
    histogram_add(&pace.times, pace.last_answer_at - connection->began_at);
    pace.waiting--;
    connection->began_at = 0;
    bool more = pace_may_ask(pace.last_answer_at);
    if (more && !session_ended && connection->left > 0) {
        connection->began_at = pace.last_answer_at;
        return begin_message(connection, 1, connection->is->opening.length);
    }
    if (!more || !load.reuse) {
        static const char end[] = MILTER_ABORT MILTER_QUIT;
        if (send(connection->fd, end, sizeof end - 1, MSG_NOSIGNAL) < 0) return fail(connection, strerror(errno));
        close(connection->fd);
        connection->fd = -1;
    }
    if (more) begin_session(connection);
}

// What an answer decides; `final` is false if the filter has more to say to the same step.
enum decision { GO_ON, PASS, DECIDED, NONSENSE };

static enum decision decide(struct connection *connection, const char *packet, size_t length, bool *final) {
    bool at_end = stop_command(connection) == 'E';
    *final = true;
    switch (packet[4]) {
    case 'c':
        if (!at_end) return GO_ON;
        return connection->held ? (load.quarantined++, DECIDED) : PASS;
    case 'a': return connection->held ? (load.quarantined++, DECIDED) : PASS;
    case 'r': return load.refused++, DECIDED;
    case 't': return load.tempfailed++, DECIDED;
    case 'd': return load.discarded++, DECIDED;
    case 'y':
        if (length < 9 || (packet[5] != '4' && packet[5] != '5')) return NONSENSE;
        return packet[5] == '5' ? load.refused++ : load.tempfailed++, DECIDED;
    case 'q': connection->held = true; // fall through
    case 'p': case 'h': case 'i': case 'm': // and, at the end of the message, more to come
        *final = false;
        return at_end ? GO_ON : NONSENSE;
    default: return NONSENSE;
    }
}

static void take(struct connection *connection, size_t length) {
    const char *packet = connection->answer;
    bool final = true;
    enum decision decision = GO_ON;
    char command = stop_command(connection);
    if (command == 'O') {
        bool same = length == load.terms.answer_length && memcmp(packet, load.terms.answer, length) == 0;
        if (!same) decision = NONSENSE;
    } else {
        decision = decide(connection, packet, length, &final);
    }
    connection->answer_length -= length;
    memmove(connection->answer, connection->answer + length, connection->answer_length);
    if (decision == NONSENSE || (final && connection->answer_length > 0)) return fail(connection, "malformed answer");
    if (decision == PASS) load.continued++;
    if (decision != GO_ON) return go_on(connection, command == 'C' || command == 'H');
    if (!final) return;
    connection->stop++;
    send_on(connection);
}

static void receive(struct connection *connection) {
    size_t room = sizeof connection->answer - connection->answer_length;
    ssize_t received = recv(connection->fd, connection->answer + connection->answer_length, room, 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received < 0) return fail(connection, strerror(errno));
    if (received == 0) return fail(connection, "connection closed by the filter");
    connection->answer_length += (size_t)received;
    while (connection->fd >= 0 && connection->answer_length > 0) { // each answer taken makes what is left shorter
        size_t length = milter_answer_length(connection->answer, connection->answer_length);
        bool never = length == 0 && connection->answer_length == sizeof connection->answer;
        if (length == (size_t)-1 || never) return fail(connection, "malformed answer");
        if (length == 0) return;
        take(connection, length);
    }
}

static void take_event(void *at, uint32_t events) {
    struct connection *connection = at;
    if (events & EPOLLOUT) send_on(connection);
    else if (connection->began_at != 0) receive(connection);
    else fail(connection, "closed, or sent something unasked");
}

static uint64_t decided(void) {
    return load.continued + load.refused + load.tempfailed + load.discarded + load.quarantined;
}

static void print_results(void) {
    double seconds = pace_seconds(decided());
    printf("messages=%llu seconds=%.3f messages_per_s=%.0f median_us=%.2f p99_us=%.2f continued=%llu refused=%llu "
           "tempfailed=%llu quarantined=%llu discarded=%llu failed=%llu\n",
           (unsigned long long)decided(), seconds, seconds > 0 ? (double)decided() / seconds : 0,
           histogram_quantile(&pace.times, 0.5) / 1000, histogram_quantile(&pace.times, 0.99) / 1000,
           (unsigned long long)load.continued, (unsigned long long)load.refused, (unsigned long long)load.tempfailed,
           (unsigned long long)load.quarantined, (unsigned long long)load.discarded, (unsigned long long)pace.failed);
}

int main(int count, char **arguments) {
    pace_open("milter-load");
    long connection_count = count > 2 ? atol(arguments[2]) : 0;
    load.per_connection = count > 3 ? atol(arguments[3]) : 0;
    load.reuse = count == 7 && strcmp(arguments[6], "--reuse") == 0;
    if (count != 6 + load.reuse || !endpoint_parse(arguments[1], &load.endpoint) || connection_count < 1
        || connection_count > 10000 || load.per_connection < 1 || load.per_connection > 10000
        || !pace_parse(arguments[4])) {
        fprintf(stderr, "usage: milter-load ADDRESS CONNECTIONS MESSAGES-EACH SECONDSs|COUNT FILE [--reuse]\n");
        return 64;
    }
    if (!milter_negotiate(&load.endpoint, &load.terms)) return 1;
    if (!milter_cases_load(arguments[5], &load.terms, &load.cases)) return 66;

    struct connection *connections = calloc((size_t)connection_count, sizeof *connections);
    if (connections == NULL) return 1;
    pace_begin();
    for (long i = 0; i < connection_count; i++) {
        connections[i].fd = -1;
        if (pace_may_ask(pace.begun_at)) begin_session(&connections[i]);
    }
    pace_run("messages not decided", take_event);
    print_results();
    return pace.failed > 0 || decided() == 0;
}
