#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>

// OpenSSL spells these as macros, which Swift does not import.

static inline long tlsmandate_set_min_protocol(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline long tlsmandate_set_max_protocol(SSL_CTX *context, int version) {
    return SSL_CTX_set_max_proto_version(context, version);
}
