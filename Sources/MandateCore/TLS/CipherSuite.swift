/// A cipher suite, read from the name that OpenSSL gives it.
///
/// Names say what a suite is made of (`ECDHE-RSA-AES256-GCM-SHA384`), but not in the words by which suites are selected: 3DES
/// is `DES-CBC3-SHA`, and nothing is called aNULL or EXPORT. Reading the parts, rather than keeping a list, also covers the
/// suites of older and newer OpenSSL releases that a mail server may be linked with.
///
/// A name whose encryption is not recognised is no suite (nil): nothing can be said about it, so nothing may be taken for
/// kept.
package struct CipherSuite: Equatable, Sendable {
    /// OpenSSL's name.
    package let name: String

    /// What it is made of.
    package let algorithms: CipherAlgorithms

    package init?(name: String) {
        if let known = Self.common[name] {
            self = known
            return
        }
        self.init(reading: name)
    }

    private init?(reading name: String) {
        guard let algorithms = name.hasPrefix("TLS_") ? Self.version13(name) : Self.version12(name) else { return nil }
        self.name = name
        self.algorithms = algorithms
    }

    /// The suites that nearly every session has, read once: a decision is taken while a mail server waits.
    private static let common: [String: CipherSuite] = {
        let encryptions = [
            "AES256-GCM-SHA384", "AES128-GCM-SHA256", "AES256-SHA384", "AES128-SHA256", "AES256-SHA", "AES128-SHA",
        ]
        let exchanged = ["ECDHE-RSA-", "ECDHE-ECDSA-", "DHE-RSA-", ""].flatMap { exchange in
            encryptions.map { exchange + $0 }
        }
        let others = [
            "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
            "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-CHACHA20-POLY1305", "ADH-AES256-GCM-SHA384",
        ]
        let suites = (exchanged + others).compactMap { CipherSuite(reading: $0) }
        return Dictionary(suites.map { ($0.name, $0) }) { first, _ in first }
    }()

    /// TLS 1.3 has these suites (RFC 8446, appendix B.4): an encryption and a hash.
    private static let version13: [String: CipherAlgorithms.Encryption] = [
        "TLS_AES_128_GCM_SHA256": .aes128GCM, "TLS_AES_256_GCM_SHA384": .aes256GCM,
        "TLS_CHACHA20_POLY1305_SHA256": .chacha20, "TLS_AES_128_CCM_SHA256": .aes128CCM,
        "TLS_AES_128_CCM_8_SHA256": .aes128CCM8,
    ]

    private static func version13(_ name: String) -> CipherAlgorithms? {
        version13[name].map { encryption in
            CipherAlgorithms(
                keyExchange: .any,
                authentication: .any,
                encryption: encryption,
                mac: .aead,
                strength: .high,
                since: .tls13
            )
        }
    }

    /// Up to TLS 1.2: `[EXP-][key exchange-][authentication-]ENCRYPTION[-MAC]`.
    private static func version12(_ name: String) -> CipherAlgorithms? {
        var words = name.split(separator: "-", omittingEmptySubsequences: false)[...]
        let isExport = words.first == "EXP" || words.first == "EXP1024"
        if isExport { words.removeFirst() }
        let (keyExchange, authentication, length) = keyExchange(words)
        let isShortened = words.prefix(length).elementsEqual(["ECDHE"])
        words = words.dropFirst(length)
        let spellings = keyExchange.isSubset(of: .anyPSK.union(.srp)) ? ciphersOfSharedSecrets : ciphersOfCertificates
        guard let (encryption, strength, used) = encryption(Array(words), spellings) else { return nil }
        guard
            keyExchange != .ecdhe || authentication != .rsa
                || isShortened == encryption.isSubset(of: [.aria128, .aria256])
        else { return nil }
        words = words.dropFirst(used)
        guard let mac = mac(words, encryption: encryption) else { return nil }
        return CipherAlgorithms(
            keyExchange: keyExchange,
            authentication: authentication,
            encryption: encryption,
            mac: mac,
            strength: isExport ? .export : strength,
            since: since(keyExchange: keyExchange, mac: mac)
        )
    }

    private typealias Exchange = (CipherAlgorithms.KeyExchange, CipherAlgorithms.Authentication)

    /// The leading words that name key exchange and authentication; without any, both are RSA.
    private static func keyExchange(
        _ words: ArraySlice<Substring>
    ) -> (CipherAlgorithms.KeyExchange, CipherAlgorithms.Authentication, length: Int) {
        for length in [2, 1] where words.count > length {
            if let found = exchanges[words.prefix(length).joined(separator: "-")] { return (found.0, found.1, length) }
        }
        return (.rsa, .rsa, 0)
    }

    private static let exchanges: [String: Exchange] = [
        "ECDHE-RSA": (.ecdhe, .rsa), "ECDHE-ECDSA": (.ecdhe, .ecdsa), "ECDHE-PSK": (.ecdhePSK, .psk),
        // The ARIA suites, and only they, leave out RSA: ECDHE-ARIA128-GCM-SHA256.
        "ECDHE": (.ecdhe, .rsa), "AECDH": (.ecdhe, .null),
        "DHE-RSA": (.dhe, .rsa), "DHE-DSS": (.dhe, .dss), "DHE-PSK": (.dhePSK, .psk),
        "EDH-RSA": (.dhe, .rsa), "EDH-DSS": (.dhe, .dss), "ADH": (.dhe, .null),
        "DH-RSA": (.fixedDH, .fixedDH), "DH-DSS": (.fixedDH, .fixedDH),
        "ECDH-RSA": (.fixedDH, .fixedDH), "ECDH-ECDSA": (.fixedDH, .fixedDH),
        "RSA-PSK": (.rsaPSK, .rsa), "PSK": (.psk, .psk),
        "SRP-RSA": (.srp, .rsa), "SRP-DSS": (.srp, .dss), "SRP": (.srp, .srp), "KRB5": (.kerberos, .kerberos),
        "GOST94": (.gost, .gost), "GOST2001": (.gost, .gost), "GOST2012": (.gost, .gost),
        "LEGACY-GOST2012": (.gost, .gost),
    ]

    private typealias Cipher = (CipherAlgorithms.Encryption, CipherAlgorithms.Strength)

    /// The words that name the encryption; the longest that is known counts.
    private static func encryption(
        _ words: [Substring],
        _ spellings: [String: Cipher]
    ) -> (CipherAlgorithms.Encryption, CipherAlgorithms.Strength, length: Int)? {
        for length in stride(from: min(3, words.count), to: 0, by: -1) {
            let name = words.prefix(length).joined(separator: "-")
            if let found = spellings[name] ?? ciphers[name] { return (found.0, found.1, length) }
        }
        return nil
    }

    /// Strengths as OpenSSL 1.1.0 and later sort them: 3DES is no longer HIGH.
    private static let ciphers: [String: Cipher] = [
        "NULL": (.null, .none), "DES-CBC": (.des, .low),
        "RC4": (.rc4, .medium), "RC4-64": (.rc4, .low), "RC2-CBC": (.rc2, .medium), "IDEA-CBC": (.idea, .medium),
        "SEED": (.seed, .medium),
        "AES128-GCM": (.aes128GCM, .high), "AES256-GCM": (.aes256GCM, .high),
        "AES128-CCM": (.aes128CCM, .high), "AES256-CCM": (.aes256CCM, .high),
        "AES128-CCM8": (.aes128CCM8, .high), "AES256-CCM8": (.aes256CCM8, .high),
        "CAMELLIA128": (.camellia128, .high), "CAMELLIA256": (.camellia256, .high),
        "ARIA128-GCM": (.aria128, .high), "ARIA256-GCM": (.aria256, .high),
        "CHACHA20-POLY1305": (.chacha20, .high),
        "GOST89": (.gost, .high), "GOST8912": (.gost, .high), "IANA-GOST2012": (.gost, .high),
    ]

    /// PSK and SRP suites spell block chaining out, and only they do. What is spelt otherwise OpenSSL does not know and silently
    /// passes over: an agreement that excludes it would exclude nothing.
    private static let ciphersOfSharedSecrets: [String: Cipher] = [
        "3DES-EDE-CBC": (.tripleDES, .medium),
        "AES128-CBC": (.aes128, .high), "AES-128-CBC": (.aes128, .high),
        "AES256-CBC": (.aes256, .high), "AES-256-CBC": (.aes256, .high),
    ]

    private static let ciphersOfCertificates: [String: Cipher] = [
        "DES-CBC3": (.tripleDES, .medium), "AES128": (.aes128, .high), "AES256": (.aes256, .high),
    ]

    /// The words behind the encryption: its hash. What does not fit makes the name none of a suite.
    private static func mac(
        _ words: ArraySlice<Substring>,
        encryption: CipherAlgorithms.Encryption
    ) -> CipherAlgorithms.Mac? {
        let hash = words.joined(separator: "-")
        if encryption.isAuthenticated { return hash == encryption.hash ? .aead : nil }
        if encryption == .gost { return .gost }
        return switch hash {
        case "MD5": .md5
        case "SHA": .sha1
        case "SHA256": .sha256
        case "SHA384": .sha384
        default: nil
        }
    }

    /// OpenSSL's min_tls of a suite; its PSK suites with SHA-2 are defined from TLS 1.0 on.
    private static func since(
        keyExchange: CipherAlgorithms.KeyExchange,
        mac: CipherAlgorithms.Mac
    ) -> CipherAlgorithms.Since {
        switch mac {
        case .aead: .tls12
        case .sha256, .sha384: keyExchange.isSubset(of: .anyPSK) ? .tls10 : .tls12
        default: keyExchange == .ecdhe || keyExchange == .ecdhePSK ? .tls10 : .ssl3
        }
    }
}

extension CipherAlgorithms.Encryption {
    var isAuthenticated: Bool { !isDisjoint(with: .authenticated) }

    /// The hash that the name of a TLS 1.2 suite with this authenticated encryption ends with.
    fileprivate var hash: String {
        switch self {
        case .aes128GCM, .aria128: "SHA256"
        case .aes256GCM, .aria256: "SHA384"
        default: ""
        }
    }
}
