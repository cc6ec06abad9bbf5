/// A word of an OpenSSL cipher string (ciphers(1)), for example `RC4`, `aNULL` or `kEDH+AES`.
///
/// In TLS 1.3 a suite is an encryption and a hash, key exchange and authentication are negotiated apart. A keyword therefore
/// selects TLS 1.3 suites by their encryption only: `AES128` does, `aRSA` does not. (OpenSSL's own cipher strings never reach
/// TLS 1.3 suites; an agreement that excludes an encryption means it in every version.)
package struct CipherKeyword: Equatable, Sendable {
    /// The keyword as OpenSSL spells it, or words joined by `+`.
    package let text: String

    /// What each word selects.
    private let meanings: [CipherAlgorithms]

    /// Reads a keyword, or several joined by `+`, which select the suites that all of them select.
    ///
    /// - Returns: nil where a word is none of OpenSSL's.
    package init?(_ text: String) {
        let words = text.split(separator: "+", omittingEmptySubsequences: false)
        meanings = words.compactMap { Self.meanings[String($0)] }
        guard meanings.count == words.count else { return nil }
        self.text = text
    }

    /// Whether the keyword selects a suite.
    package func selects(_ suite: CipherSuite) -> Bool {
        meanings.allSatisfy { $0.selects(suite.algorithms) }
    }

    /// All keywords, for "did you mean".
    package static var all: [String] { meanings.keys.sorted() }

    private static func key(
        _ exchange: CipherAlgorithms.KeyExchange,
        _ authentication: CipherAlgorithms.Authentication = []
    ) -> CipherAlgorithms { CipherAlgorithms(keyExchange: exchange, authentication: authentication) }

    private static func authenticated(_ by: CipherAlgorithms.Authentication) -> CipherAlgorithms {
        CipherAlgorithms(authentication: by)
    }

    private static func encrypted(_ with: CipherAlgorithms.Encryption) -> CipherAlgorithms {
        CipherAlgorithms(encryption: with)
    }

    private static func hashed(_ with: CipherAlgorithms.Mac) -> CipherAlgorithms { CipherAlgorithms(mac: with) }

    private static func strong(_ by: CipherAlgorithms.Strength) -> CipherAlgorithms { CipherAlgorithms(strength: by) }

    /// OpenSSL 3.0, ssl/ssl_ciph.c, cipher_aliases; EXPORT from 1.0.2, since partners' servers may still offer it.
    private static let meanings: [String: CipherAlgorithms] = [
        "ALL": encrypted(CipherAlgorithms.Encryption(rawValue: .max).subtracting(.null)),
        "COMPLEMENTOFALL": encrypted(.null),
        "HIGH": strong(.high), "MEDIUM": strong(.medium), "LOW": strong(.low), "EXPORT": strong(.export),
        "EXP": strong(.export),
        "eNULL": encrypted(.null), "NULL": encrypted(.null), "aNULL": authenticated(.null),
        "kRSA": key(.rsa), "aRSA": authenticated(.rsa), "RSA": key(.rsa, .rsa),
        "kDHE": key(.dhe), "kEDH": key(.dhe), "DH": key(.dhe),
        "DHE": key(.dhe, .certain), "EDH": key(.dhe, .certain), "ADH": key(.dhe, .null),
        "kECDHE": key(.ecdhe), "kEECDH": key(.ecdhe), "ECDH": key(.ecdhe),
        "ECDHE": key(.ecdhe, .certain), "EECDH": key(.ecdhe, .certain), "AECDH": key(.ecdhe, .null),
        "aDSS": authenticated(.dss), "DSS": authenticated(.dss),
        "aECDSA": authenticated(.ecdsa), "ECDSA": authenticated(.ecdsa),
        "kPSK": key(.psk), "kRSAPSK": key(.rsaPSK), "kDHEPSK": key(.dhePSK), "kECDHEPSK": key(.ecdhePSK),
        "PSK": key(.anyPSK), "aPSK": authenticated(.psk),
        "kSRP": key(.srp), "SRP": key(.srp), "aSRP": authenticated(.srp),
        "kGOST": key(.gost), "kGOST18": key(.gost), "aGOST": authenticated(.gost), "aGOST01": authenticated(.gost),
        "aGOST12": authenticated(.gost), "GOST89MAC": hashed(.gost),
        "AES128": encrypted(.anyAES128), "AES256": encrypted(.anyAES256),
        "AES": encrypted(.anyAES128.union(.anyAES256)),
        "AESGCM": encrypted([.aes128GCM, .aes256GCM]),
        "AESCCM": encrypted([.aes128CCM, .aes256CCM, .aes128CCM8, .aes256CCM8]),
        "AESCCM8": encrypted([.aes128CCM8, .aes256CCM8]),
        "ARIA128": encrypted(.aria128), "ARIA256": encrypted(.aria256), "ARIAGCM": encrypted([.aria128, .aria256]),
        "ARIA": encrypted([.aria128, .aria256]),
        "CAMELLIA128": encrypted(.camellia128), "CAMELLIA256": encrypted(.camellia256),
        "CAMELLIA": encrypted([.camellia128, .camellia256]), "CHACHA20": encrypted(.chacha20),
        "3DES": encrypted(.tripleDES), "DES": encrypted(.des), "RC4": encrypted(.rc4), "RC2": encrypted(.rc2),
        "IDEA": encrypted(.idea), "SEED": encrypted(.seed), "CBC": encrypted(.blockChaining),
        "MD5": hashed(.md5), "SHA1": hashed(.sha1), "SHA": hashed(.sha1), "SHA256": hashed(.sha256),
        "SHA384": hashed(.sha384),
        "TLSv1.2": CipherAlgorithms(since: .tls12), "TLSv1.0": CipherAlgorithms(since: .tls10),
        "TLSv1": CipherAlgorithms(since: .tls10), "SSLv3": CipherAlgorithms(since: .ssl3),
    ]
}
