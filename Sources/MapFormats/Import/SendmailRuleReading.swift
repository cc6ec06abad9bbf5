internal import MandateCore

/// A right-hand side of a `TLS_…:` entry (cf/m4/proto.m4, TLS_connection).
struct SendmailRuleReading {
    private(set) var isPermanent = false
    private(set) var isVerified = false
    private(set) var bits = 0
    /// nil: any; empty: that of the host.
    private(set) var commonName: String?
    private(set) var issuers: [String] = []
    /// Of its extensions.
    private var left: [String] = []

    /// The common name, where an agreement's `match` can have it.
    private var match: String?

    /// - Returns: nil for what Sendmail takes for OK.
    init?(_ text: String, names: ImportedName) {
        var rest = Substring(text)
        if rest.uppercased().hasPrefix("PERM+") || rest.uppercased().hasPrefix("TEMP+") {
            isPermanent = rest.uppercased().hasPrefix("PERM+")
            rest = rest.dropFirst(5)
        }
        let parts = rest.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let demand = parts[0].split(separator: ":", maxSplits: 1)
        guard let word = demand.first?.uppercased(), ["VERIFY", "ENCR"].contains(word) else { return nil }
        isVerified = word == "VERIFY"
        if demand.count == 2 {
            guard let number = Int(demand[1]), (0...256).contains(number) else { return nil }
            bits = number
        }
        if parts.count == 2 { readExtensions(parts[1]) }
        match = commonName.flatMap(names.domain)
    }

    /// What an agreement does not have of it.
    func gaps(isClient: Bool) -> [String] {
        var gaps = left
        if isVerified, commonName == nil, !isClient {
            gaps.append("VERIFY takes any name of a CA that is trusted; the draft asks for the host's (level verify)")
        }
        if isVerified, commonName == "", isClient {
            gaps.append(
                "CN asks for the name of the host, whichever it is; the draft takes any name: write certificate.subjects"
            )
        }
        if !isVerified, commonName != nil || isClient && !issuers.isEmpty {
            gaps.append("names beside ENCR: level encrypt compares none")
        }
        if bits == 0 { gaps.append("no number of bits: an agreement asks for 128") }
        return gaps
    }

    /// Extensions are separated by `++`; a single `+` begins an octet as `+20`.
    private mutating func readExtensions(_ text: Substring) {
        for part in String(text).split(separator: "++", omittingEmptySubsequences: true) {
            let words = part.split(separator: ":", maxSplits: 1).map(String.init)
            // makemap(8) keeps tabs in a value; no name of a certificate has one.
            let value = words.dropFirst().first.flatMap { $0.contains("\t") ? nil : Xtext.decode($0.utf8.span) }
            switch (words.first ?? "", value) {
            case ("CN", nil) where words.count == 1: commonName = ""
            case ("CN", let name?): commonName = name
            case ("CI", let name?):
                if let issuer = Self.commonName(of: name), !issuer.isEmpty {
                    issuers.append(issuer)
                    left.append("CI: of the whole name only the common name, \(issuer), is carried over")
                } else {
                    left.append("\(part) has no place in an agreement")
                }
            default: left.append("\(part) has no place in an agreement")
            }
        }
    }

    /// The common name in `/C=DE/O=Partner/CN=Partner CA`.
    private static func commonName(of name: String) -> String? {
        name.split(separator: "/").last { $0.hasPrefix("CN=") }.map { String($0.dropFirst(3)) }
    }

    /// The common name that `match` cannot have.
    var unmatchable: String? { isVerified && match == nil && commonName != "" ? commonName : nil }

    private var minimumBits: Int { bits == 0 ? 128 : bits }

    var outbound: DraftAgreement.Outbound {
        var outbound = DraftAgreement.Outbound(level: .encrypt, minimumBits: minimumBits, issuers: issuers)
        guard isVerified else { return outbound }
        switch commonName {
        // VERIFY alone takes any name. Level verify, the nearest, asks for the host's, unless one is named.
        case nil, "": outbound.level = .verify
        case _?:
            outbound.level = .secure
            outbound.match = [match].compactMap(\.self)
        }
        return outbound
    }

    var inbound: DraftAgreement.Inbound {
        var inbound = DraftAgreement.Inbound(
            level: isVerified ? .verify : .encrypt,
            minimumBits: minimumBits,
            isRefused: isPermanent
        )
        guard isVerified else { return inbound }
        inbound.issuers = issuers
        if let commonName, !commonName.isEmpty { inbound.subjects = [commonName] }
        return inbound
    }
}
