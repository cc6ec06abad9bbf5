/// The encryptions of TLS, by the length of their keys, in the words by which OpenSSL excludes them.
///
/// Postfix has no attribute for a number of bits, so what is shorter has to be excluded by name.
enum CipherFloor {
    /// The keywords of all encryptions that are shorter than `bits`, beside those that are always excluded.
    ///
    /// The bits are those of `SSL_CIPHER_get_bits(3)`, which Postfix logs and reports.
    static func exclusions(bits: Int) -> [String] {
        shorter.filter { $0.bits < bits }.flatMap(\.keywords)
    }

    /// OpenSSL 3.0, ssl/s3_lib.c, strength_bits. RC4, DES, export and no encryption are ``CipherExclusion/always`` excluded;
    /// all that is not listed has 256 bits.
    private static let shorter: [(bits: Int, keywords: [String])] = [
        (112, ["3DES"]),
        (128, ["RC2", "IDEA", "SEED", "AES128", "CAMELLIA128", "ARIA128"]),
    ]

    /// The suites of TLS 1.3 that OpenSSL offers unless its own configuration says otherwise (SSL_CTX_set_ciphersuites(3)),
    /// with their bits. Postfix has no say in them: `ciphers=` and `exclude=` end at TLS 1.2 (TLS_README, "Cipher controls").
    static let offered13: [(name: String, bits: Int)] = [
        ("TLS_AES_256_GCM_SHA384", 256), ("TLS_CHACHA20_POLY1305_SHA256", 256), ("TLS_AES_128_GCM_SHA256", 128),
    ]
}
