/// What signed TLSA records say of a gateway; stored as its words.
package enum DANEResult: DoubtfulWords {
    case matched, unmatched
    /// There are records, and none that a sender could use (RFC 7672, section 3.1.3).
    case unusable
    /// Why it is not known whether there are any.
    case unknown(String)

    package static let known: [DANEResult] = [.matched, .unmatched, .unusable]

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
