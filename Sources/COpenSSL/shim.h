#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// OpenSSL spells these as macros, which Swift does not import.

static inline long tlsmandate_set_min_protocol(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline long tlsmandate_set_max_protocol(SSL_CTX *context, int version) {
    return SSL_CTX_set_max_proto_version(context, version);
}

// How RFC 2253 writes a distinguished name, with letters outside ASCII as they are (X509_NAME_print_ex(3)).
static inline unsigned long tlsmandate_name_flags(void) {
    return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
}
