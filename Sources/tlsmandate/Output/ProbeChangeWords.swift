import MandateCore

extension ProbeChange {
    /// What has changed, in plain words for a log and a history; strangers' names in it are not escaped.
    var words: String {
        switch self {
        case .firstSeen(let verdict): "first seen: \(verdict.words)"
        case .returned(let verdict): "found again: \(verdict.words)"
        case .gone: "gone: neither the DNS nor the agreement names it"
        case .verdict(let from, let to): "result changed: \(from.words) -> \(to.words)"
        case .protocolName(let from, let to): "protocol changed: \(from) -> \(to)"
        case .cipher(let from, let to): "cipher changed: \(from) -> \(to)"
        case .certificate(_, let to): "certificate replaced by another of the same issuer: \(to)"
        case .issuer(let from, let to): "issuer changed: \(from) -> \(to)"
        case .nameLost(let name): "the certificate names the gateway no more; it did by \(name)"
        case .nameMatched(let name): "the certificate names the gateway now, by \(name)"
        case .expiry(let days, let end): "certificate \(Self.expiryWords(days: days, end: end))"
        }
    }

    /// "expires in 12 days (2026-12-03)".
    ///
    /// - Parameter days: Whole days that are left; -1: none.
    static func expiryWords(days: Int, end: Timestamp) -> String {
        let day = end.day.text
        switch days {
        case ..<0: return "expired on \(day)"
        case 0: return "expires in less than a day (\(day))"
        case 1: return "expires in 1 day (\(day))"
        default: return "expires in \(days) days (\(day))"
        }
    }

    /// Its name in JSON.
    var code: String {
        switch self {
        case .firstSeen: "first_seen"
        case .returned: "returned"
        case .gone: "gone"
        case .verdict: "result_changed"
        case .protocolName: "protocol_changed"
        case .cipher: "cipher_changed"
        case .certificate: "certificate_replaced"
        case .issuer: "issuer_changed"
        case .nameLost: "name_lost"
        case .nameMatched: "name_matched"
        case .expiry(let days, _): days < 0 ? "certificate_expired" : "certificate_expires"
        }
    }

    /// What was, and what is, in JSON.
    var ends: (from: String?, to: String?) {
        switch self {
        case .firstSeen(let verdict), .returned(let verdict): (nil, verdict.words)
        case .gone: (nil, nil)
        case .verdict(let from, let to): (from.words, to.words)
        case .protocolName(let from, let to), .cipher(let from, let to), .certificate(let from, let to),
            .issuer(let from, let to):
            (from, to)
        case .nameLost(let name): (name, nil)
        case .nameMatched(let name): (nil, name)
        case .expiry(_, let end): (nil, end.text)
        }
    }
}

extension ProbeVerdict {
    /// "violated: minimum-protocol, match".
    var words: String { outcome.words + (causes.isEmpty ? "" : ": " + causes.joined(separator: ", ")) }
}

extension ProbeFinding.Outcome {
    var words: String { self == .notTested ? "not tested" : rawValue }
}
