/// What signed TLSA records say of a gateway; stored as its words.
package enum DANEResult: RawRepresentable, Codable, Hashable, Sendable {
    case matched, unmatched
    /// There are records, and none that a sender could use (RFC 7672, section 3.1.3).
    case unusable
    /// Why it is not known whether there are any.
    case unknown(String)

    private static let doubt = "unknown: "

    package init?(rawValue: String) {
        let known: [DANEResult] = [.matched, .unmatched, .unusable]
        if let result = known.first(where: { $0.rawValue == rawValue }) {
            self = result
        } else if rawValue.hasPrefix(Self.doubt) {
            self = .unknown(String(rawValue.dropFirst(Self.doubt.count)))
        } else {
            return nil
        }
    }

    /// In plain words.
    package var rawValue: String {
        switch self {
        case .matched: "a signed TLSA record matches"
        case .unmatched: "no signed TLSA record matches"
        case .unusable: "no signed TLSA record is usable"
        case .unknown(let reason): Self.doubt + reason
        }
    }
}
