#include <gmime/gmime.h>

// GObject spells casts and type checks as macros, which Swift does not import. What is returned is borrowed from the
// argument: it lives as long as the address does and is not to be released.

static inline InternetAddressMailbox *tlsmandate_mailbox(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_MAILBOX(address) ? INTERNET_ADDRESS_MAILBOX(address) : NULL;
}

static inline InternetAddressGroup *tlsmandate_group(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_GROUP(address) ? INTERNET_ADDRESS_GROUP(address) : NULL;
}
