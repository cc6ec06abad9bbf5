/// What a cipher suite is made of, in the groups by which OpenSSL selects suites (ssl/ssl_local.h).
///
/// Used for suites, where each group has one member, and for keywords, where an empty group means any.
package struct CipherAlgorithms: Equatable, Sendable {
    package var keyExchange: KeyExchange = []
    package var authentication: Authentication = []
    package var encryption: Encryption = []
    package var mac: Mac = []
    package var strength: Strength = []
    package var since: Since = []

    package struct KeyExchange: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        package static let rsa = Self(rawValue: 1)
        package static let dhe = Self(rawValue: 2)
        package static let ecdhe = Self(rawValue: 4)
        package static let psk = Self(rawValue: 8)
        package static let rsaPSK = Self(rawValue: 16)
        package static let dhePSK = Self(rawValue: 32)
        package static let ecdhePSK = Self(rawValue: 64)
        package static let srp = Self(rawValue: 128)
        package static let gost = Self(rawValue: 256)
        package static let fixedDH = Self(rawValue: 512)
        package static let kerberos = Self(rawValue: 1024)
        /// TLS 1.3: negotiated apart from the suite.
        package static let any = Self(rawValue: 2048)
        package static let anyPSK: Self = [.psk, .rsaPSK, .dhePSK, .ecdhePSK]
    }

    package struct Authentication: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        package static let rsa = Self(rawValue: 1)
        package static let dss = Self(rawValue: 2)
        package static let ecdsa = Self(rawValue: 4)
        package static let null = Self(rawValue: 8)
        package static let psk = Self(rawValue: 16)
        package static let srp = Self(rawValue: 32)
        package static let gost = Self(rawValue: 64)
        package static let fixedDH = Self(rawValue: 128)
        package static let kerberos = Self(rawValue: 256)
        /// TLS 1.3: negotiated apart from the suite.
        package static let any = Self(rawValue: 512)
        package static let certain: Self = [.rsa, .dss, .ecdsa, .psk, .srp, .gost, .fixedDH, .kerberos]
    }

    package struct Encryption: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let null = Self(rawValue: 1)
        package static let des = Self(rawValue: 2)
        package static let tripleDES = Self(rawValue: 4)
        package static let rc4 = Self(rawValue: 8)
        package static let rc2 = Self(rawValue: 16)
        package static let idea = Self(rawValue: 32)
        package static let seed = Self(rawValue: 64)
        package static let aes128 = Self(rawValue: 1 << 7)
        package static let aes256 = Self(rawValue: 1 << 8)
        package static let aes128GCM = Self(rawValue: 1 << 9)
        package static let aes256GCM = Self(rawValue: 1 << 10)
        package static let aes128CCM = Self(rawValue: 1 << 11)
        package static let aes256CCM = Self(rawValue: 1 << 12)
        package static let aes128CCM8 = Self(rawValue: 1 << 13)
        package static let aes256CCM8 = Self(rawValue: 1 << 14)
        package static let camellia128 = Self(rawValue: 1 << 15)
        package static let camellia256 = Self(rawValue: 1 << 16)
        package static let aria128 = Self(rawValue: 1 << 17)
        package static let aria256 = Self(rawValue: 1 << 18)
        package static let chacha20 = Self(rawValue: 1 << 19)
        package static let gost = Self(rawValue: 1 << 20)

        package static let anyAES128: Self = [.aes128, .aes128GCM, .aes128CCM, .aes128CCM8]
        package static let anyAES256: Self = [.aes256, .aes256GCM, .aes256CCM, .aes256CCM8]
        package static let blockChaining: Self = [
            .des, .tripleDES, .rc2, .idea, .seed, .aes128, .aes256, .camellia128, .camellia256,
        ]
        package static let authenticated: Self = [
            .aes128GCM, .aes256GCM, .aes128CCM, .aes256CCM, .aes128CCM8, .aes256CCM8, .aria128, .aria256, .chacha20,
        ]
    }

    package struct Mac: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        package static let md5 = Self(rawValue: 1)
        package static let sha1 = Self(rawValue: 2)
        package static let sha256 = Self(rawValue: 4)
        package static let sha384 = Self(rawValue: 8)
        package static let aead = Self(rawValue: 16)
        package static let gost = Self(rawValue: 32)
    }

    package struct Strength: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        package static let none = Self(rawValue: 1)
        package static let export = Self(rawValue: 2)
        package static let low = Self(rawValue: 4)
        package static let medium = Self(rawValue: 8)
        package static let high = Self(rawValue: 16)
    }

    /// The first protocol version that has the suite.
    package struct Since: OptionSet, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        package static let ssl3 = Self(rawValue: 1)
        package static let tls10 = Self(rawValue: 2)
        package static let tls12 = Self(rawValue: 4)
        package static let tls13 = Self(rawValue: 8)
    }

    /// Whether a suite is among those that this keyword selects.
    package func selects(_ suite: CipherAlgorithms) -> Bool {
        (keyExchange.isEmpty || !keyExchange.isDisjoint(with: suite.keyExchange))
            && (authentication.isEmpty || !authentication.isDisjoint(with: suite.authentication))
            && (encryption.isEmpty || !encryption.isDisjoint(with: suite.encryption))
            && (mac.isEmpty || !mac.isDisjoint(with: suite.mac))
            && (strength.isEmpty || !strength.isDisjoint(with: suite.strength))
            && (since.isEmpty || !since.isDisjoint(with: suite.since))
    }
}
