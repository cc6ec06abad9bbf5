// Addresses as the configuration writes them, `inet:127.0.0.1:PORT` or `unix:PATH`, for the programs of this folder:
// the floor listens on them, the clients connect to them, and both should read them alike.
//
//     struct endpoint endpoint;
//     if (!endpoint_parse("inet:127.0.0.1:10040", &endpoint)) ...
//     int fd = endpoint_connect(&endpoint);           // or endpoint_listen; -1 and errno on failure

#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <netinet/in.h>

struct endpoint {
    union {
        struct sockaddr any;
        struct sockaddr_in inet;
        struct sockaddr_un local;
    } address;
    socklen_t length;
};

// False if `text` is neither of the two forms. Only numeric IPv4 addresses: a benchmark asks no resolver.
bool endpoint_parse(const char *text, struct endpoint *endpoint);

// A listening, nonblocking socket. A socket file that is in the way is removed.
int endpoint_listen(const struct endpoint *endpoint);

// A connected, blocking socket on which connecting, sending and receiving give up after five seconds.
int endpoint_connect(const struct endpoint *endpoint);

// Sends small answers at once, as Postfix does; without effect on a unix socket.
void endpoint_send_at_once(int fd);

#endif
