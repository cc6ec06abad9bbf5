/// A finding that is stored as its words, or as why it is not known.
package protocol DoubtfulWords: RawRepresentable<String>, Codable, Hashable, Sendable {
    /// All but the unknown.
    static var known: [Self] { get }

    static func unknown(_ reason: String) -> Self
}

extension DoubtfulWords {
    /// What stands before the reason.
    static var doubt: String { "unknown: " }

    package init?(rawValue: String) {
        if let finding = Self.known.first(where: { $0.rawValue == rawValue }) {
            self = finding
        } else if rawValue.hasPrefix(Self.doubt) {
            self = .unknown(String(rawValue.dropFirst(Self.doubt.count)))
        } else {
            return nil
        }
    }
}
