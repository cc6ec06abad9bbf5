internal import MandateCore

/// Something weak that a gateway is offered alone, to see whether it would do with it.
enum WeakerQuestion: Hashable, Sendable {
    case version(ProtocolVersion)
    /// Ciphers without a certificate.
    case anonymous
    /// Ciphers that encrypt nothing.
    case unencrypted
    /// Session keys that are shorter.
    case below(bits: Int)
    /// What an entry of `exclude-ciphers` selects.
    case cipher(String)

    /// As a report names it.
    var text: String {
        switch self {
        case .version(let version): version.rawValue
        case .anonymous: "anonymous ciphers"
        case .unencrypted: "NULL ciphers"
        case .below(let bits): "ciphers below \(bits) bits"
        case .cipher(let entry): entry
        }
    }

    /// What every gateway is asked; all of it is out of use (RFC 8996, RFC 7465, RFC 9325).
    static let usual: [WeakerQuestion] =
        versions(below: .tls12) + [.anonymous, .unencrypted, .cipher("RC4"), .cipher("3DES"), .cipher("EXPORT")]

    static func versions(below minimum: ProtocolVersion) -> [WeakerQuestion] {
        [ProtocolVersion.ssl3, .tls10, .tls11, .tls12].filter { $0 < minimum }.map { .version($0) }
    }

    /// One offer for each connection that it takes; what this OpenSSL cannot offer is left out.
    ///
    /// - Parameters:
    ///   - suites: What this OpenSSL has.
    ///   - best: The version that the gateway chose of all; nil: not known. Suites of TLS 1.3 are nothing to one that has no TLS 1.3.
    func offers(_ suites: [OfferableSuite], best: ProtocolVersion?) -> [TLSOffer] {
        let offers =
            switch self {
            case .version(let version): [TLSOffer(minimum: version, maximum: version)]
            case .anonymous: [TLSOffer(maximum: .tls12, ciphers: TLSOffer.anonymous)]
            case .unencrypted: [TLSOffer(maximum: .tls12, ciphers: TLSOffer.unencrypted)]
            case .below(let bits):
                Self.offers(of: suites.filter { $0.bits < bits && !$0.isAnonymous && $0.bits > 0 }, best: best)
            case .cipher(let entry): Self.offers(of: Self.selected(suites, by: entry), best: best)
            }
        return offers.filter(\.isPossible)
    }

    /// Suites without certificate or encryption are questions of their own, unless they are what is meant.
    private static func selected(_ suites: [OfferableSuite], by entry: String) -> [OfferableSuite] {
        let exclusion = CipherExclusion([CipherExclusion.Entry(entry)].compactMap { $0 })
        let selected = suites.filter { exclusion.lists($0.name) }
        let usual = selected.filter { !$0.isAnonymous && $0.bits > 0 }
        return usual.isEmpty ? selected : usual
    }

    /// TLS 1.3 has suites of its own, and a gateway that is offered both chooses the version first.
    private static func offers(of suites: [OfferableSuite], best: ProtocolVersion?) -> [TLSOffer] {
        func names(_ isVersion13: Bool) -> String? {
            let names = suites.filter { $0.isVersion13 == isVersion13 }.map(\.name)
            return names.isEmpty ? nil : names.joined(separator: ":")
        }
        let older = names(false).map { TLSOffer(maximum: .tls12, ciphers: $0 + ":@SECLEVEL=0") }
        let newer = names(true).map { TLSOffer(minimum: .tls13, suites: $0) }
        return [older, (best ?? .tls13) < .tls13 ? nil : newer].compactMap { $0 }
    }
}
