import MandateCore

/// The words of `openssl ciphers -v` for what a suite is made of (ssl/ssl_ciph.c, SSL_CIPHER_description; the words of
/// OpenSSL 1.0.2 for suites that later releases no longer have).
enum AlgorithmWords {
    static let keyExchanges: [String: CipherAlgorithms.KeyExchange] = [
        "RSA": .rsa, "DH": .dhe, "ECDH": .ecdhe, "PSK": .psk, "RSAPSK": .rsaPSK, "DHEPSK": .dhePSK,
        "ECDHEPSK": .ecdhePSK, "SRP": .srp, "GOST": .gost, "any": .any, "KRB5": .kerberos,
        "DH/RSA": .fixedDH, "DH/DSS": .fixedDH, "ECDH/RSA": .fixedDH, "ECDH/ECDSA": .fixedDH,
    ]

    static let authentications: [String: CipherAlgorithms.Authentication] = [
        "RSA": .rsa, "DSS": .dss, "ECDSA": .ecdsa, "None": .null, "PSK": .psk, "SRP": .srp, "any": .any,
        "GOST01": .gost, "GOST12": .gost, "KRB5": .kerberos, "DH": .fixedDH, "ECDH": .fixedDH,
    ]

    static let encryptions: [String: CipherAlgorithms.Encryption] = [
        "None": .null, "DES(56)": .des, "DES(40)": .des, "3DES(168)": .tripleDES,
        "RC4(128)": .rc4, "RC4(64)": .rc4, "RC4(56)": .rc4, "RC4(40)": .rc4, "RC2(128)": .rc2, "RC2(40)": .rc2,
        "IDEA(128)": .idea, "SEED(128)": .seed,
        "AES(128)": .aes128, "AES(256)": .aes256, "AESGCM(128)": .aes128GCM, "AESGCM(256)": .aes256GCM,
        "AESCCM(128)": .aes128CCM, "AESCCM(256)": .aes256CCM,
        "AESCCM8(128)": .aes128CCM8, "AESCCM8(256)": .aes256CCM8,
        "Camellia(128)": .camellia128, "Camellia(256)": .camellia256,
        "ARIAGCM(128)": .aria128, "ARIAGCM(256)": .aria256, "CHACHA20/POLY1305(256)": .chacha20,
        "GOST89(256)": .gost,
    ]

    static let macs: [String: CipherAlgorithms.Mac] = [
        "MD5": .md5, "SHA1": .sha1, "SHA256": .sha256, "SHA384": .sha384, "AEAD": .aead, "GOST89": .gost,
    ]

    /// The first version that has a suite, by the version column.
    static let versions: [String: CipherAlgorithms.Since] = [
        "SSLv3": .ssl3, "TLSv1": .tls10, "TLSv1.2": .tls12, "TLSv1.3": .tls13,
    ]
}
