#include <fcntl.h>
#include <linux/memfd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

// Else sd-journal.h hides its functions behind macros that add the place in C code, which Swift does not import.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

// A file in memory that may be sealed: <sys/mman.h> declares memfd_create(2) for _GNU_SOURCE only, without which Swift reads it.
// The caller owns the descriptor.
static inline int tlsmandate_memory_file(void) {
    return (int)syscall(SYS_memfd_create, "tlsmandate", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

// Seals such a file for good, as journald asks: F_ADD_SEALS with F_SEAL_SEAL, _SHRINK, _GROW and _WRITE (fcntl(2), linux/fcntl.h),
// which <fcntl.h> declares for _GNU_SOURCE only.
static inline int tlsmandate_seal(int descriptor) {
    return fcntl(descriptor, 1024 + 9, 1 | 2 | 4 | 8);
}

// Sends a descriptor in an empty datagram (unix(7), SCM_RIGHTS): the parts of cmsg(3) are macros, which Swift does not import.
static inline ssize_t tlsmandate_send_descriptor(int socket, int descriptor, int flags) {
    union {
        struct cmsghdr header;
        char octets[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof(control));
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof(int));
    struct msghdr message;
    memset(&message, 0, sizeof(message));
    message.msg_control = &control;
    message.msg_controllen = sizeof(control);
    return sendmsg(socket, &message, flags);
}
