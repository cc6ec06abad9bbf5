// Addresses for the benchmark programs: see endpoint.h.

#define _GNU_SOURCE
#include "endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static bool parse_inet(const char *text, struct endpoint *endpoint) {
    const char *colon = strrchr(text, ':');
    char host[INET_ADDRSTRLEN];
    if (colon == NULL || (size_t)(colon - text) >= sizeof host) return false;
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = '\0';

    char *end;
    long port = strtol(colon + 1, &end, 10);
    if (end == colon + 1 || *end != '\0' || port < 1 || port > 65535) return false;

    struct sockaddr_in *inet = &endpoint->address.inet;
    inet->sin_family = AF_INET;
    inet->sin_port = htons((in_port_t)port);
    endpoint->length = sizeof *inet;
    return inet_pton(AF_INET, host, &inet->sin_addr) == 1;
}

static bool parse_local(const char *path, struct endpoint *endpoint) {
    struct sockaddr_un *local = &endpoint->address.local;
    if (*path == '\0' || strlen(path) >= sizeof local->sun_path) return false;
    local->sun_family = AF_UNIX;
    strcpy(local->sun_path, path);
    endpoint->length = sizeof *local;
    return true;
}

bool endpoint_parse(const char *text, struct endpoint *endpoint) {
    memset(endpoint, 0, sizeof *endpoint);
    if (strncmp(text, "inet:", 5) == 0) return parse_inet(text + 5, endpoint);
    if (strncmp(text, "unix:", 5) == 0) return parse_local(text + 5, endpoint);
    return false;
}

// Closes without losing the error that made us give up.
static int give_up(int fd) {
    int error = errno;
    if (fd >= 0) close(fd);
    errno = error;
    return -1;
}

int endpoint_listen(const struct endpoint *endpoint) {
    int family = endpoint->address.any.sa_family;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (family == AF_UNIX) unlink(endpoint->address.local.sun_path);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(fd, &endpoint->address.any, endpoint->length) < 0 || listen(fd, 1024) < 0) return give_up(fd);
    return fd;
}

int endpoint_connect(const struct endpoint *endpoint) {
    int fd = socket(endpoint->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    struct timeval patience = {.tv_sec = 5};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    endpoint_send_at_once(fd);
    if (connect(fd, &endpoint->address.any, endpoint->length) < 0) return give_up(fd);
    return fd;
}

void endpoint_send_at_once(int fd) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}
