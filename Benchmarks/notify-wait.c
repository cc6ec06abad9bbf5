// How long a service takes to say that it is ready: runs a command with NOTIFY_SOCKET set, as systemd does, and prints
// the milliseconds from its start until READY=1 arrives. Then it stays until the command ends and exits as it did.
// SIGTERM and SIGINT are passed on to the command, so that whoever started this stops both by one pid.
//
//     notify-wait /tmp/notify.sock tlsmandate serve --config tlsmandate.yaml
//
// Prints `pid=…` at once and `ready_ms=…` when it is ready, to standard output. A command that is not ready within
// thirty seconds is stopped.

#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const double longest_start_ms = 30000;

static double now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static int listen_for_datagrams(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return errno = ENAMETOOLONG, -1;
    strcpy(address.sun_path, path);
    unlink(path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 ? fd : -1;
}

static pid_t start(char **command, const char *path, const sigset_t *old_signals) {
    pid_t pid = fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigprocmask(SIG_SETMASK, old_signals, NULL);
    setenv("NOTIFY_SOCKET", path, 1);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

// Reads one datagram; whether one of its lines is READY=1.
static bool reads_ready(int fd) {
    char text[8192];
    ssize_t length = recv(fd, text, sizeof text - 1, 0);
    text[length < 0 ? 0 : length] = '\0';
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        if (strcmp(line, "READY=1") == 0) return true;
    }
    return false;
}

// Passes a signal on, or finds the child ended: then true, with how.
static bool take_signal(int fd, pid_t child, int *status) {
    struct signalfd_siginfo signal;
    if (read(fd, &signal, sizeof signal) != sizeof signal) return false;
    if (signal.ssi_signo != SIGCHLD) kill(child, SIGTERM);
    return waitpid(child, status, WNOHANG) == child;
}

static int watch(pid_t child, int datagrams, int signals, double started) {
    struct pollfd sources[] = {{.fd = datagrams, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    bool ready = false, stopped = false;
    for (int status;;) {
        poll(sources, 2, 100);
        if (sources[0].revents & POLLIN && reads_ready(datagrams) && !ready) {
            ready = true;
            printf("ready_ms=%.1f\n", now_ms() - started);
            fflush(stdout);
        }
        if (sources[1].revents & POLLIN && take_signal(signals, child, &status)) {
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        if (!ready && !stopped && now_ms() - started > longest_start_ms) {
            fprintf(stderr, "notify-wait: not ready within %.0f s, stopping it\n", longest_start_ms / 1000);
            stopped = true;
            kill(child, SIGTERM);
        }
    }
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: notify-wait SOCKET COMMAND [ARGUMENT...]\n");
        return 64;
    }
    sigset_t signals, old_signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, &old_signals);
    int datagrams = listen_for_datagrams(arguments[1]), signal_source = signalfd(-1, &signals, SFD_CLOEXEC);
    if (datagrams < 0 || signal_source < 0) {
        perror(arguments[1]);
        return 71;
    }
    double started = now_ms();
    pid_t child = start(arguments + 2, arguments[1], &old_signals);
    if (child < 0) {
        perror("notify-wait: fork");
        return 71;
    }
    printf("pid=%d\n", (int)child);
    fflush(stdout);
    int status = watch(child, datagrams, signal_source, started);
    unlink(arguments[1]);
    return status;
}
