/// The cipher suites that an agreement excludes.
package struct CipherExclusion: Equatable, Sendable {
    /// Keywords that are excluded whatever an agreement says: no authentication where it counts, no encryption, or none worth
    /// the name.
    package static let always: [CipherKeyword] = ["aNULL", "eNULL", "EXPORT", "DES", "RC4", "MD5"].compactMap(
        CipherKeyword.init
    )

    /// One entry of `exclude-ciphers`.
    package enum Entry: Equatable, Sendable {
        case keyword(CipherKeyword)
        case suite(CipherSuite)

        /// Reads an entry: a keyword, or the full name of a suite.
        ///
        /// - Returns: nil for what OpenSSL knows neither as the one nor as the other.
        package init?(_ text: String) {
            if let keyword = CipherKeyword(text) {
                self = .keyword(keyword)
            } else if let suite = CipherSuite(name: text) {
                self = .suite(suite)
            } else {
                return nil
            }
        }

        /// Whether the entry selects a suite.
        func selects(_ suite: CipherSuite) -> Bool {
            switch self {
            case .keyword(let keyword): keyword.selects(suite)
            // By what it is made of: OpenSSL knows some suites by two names (EDH-, DHE-).
            case .suite(let excluded): excluded.algorithms == suite.algorithms
            }
        }

        /// The entry as the agreement writes it.
        package var text: String {
            switch self {
            case .keyword(let keyword): keyword.text
            case .suite(let suite): suite.name
            }
        }
    }

    /// What the agreement adds to ``always``.
    package let entries: [Entry]

    package init(_ entries: [Entry] = []) { self.entries = entries }

    /// Whether a cipher, by OpenSSL's name, is excluded. One that cannot be told apart from the excluded ones is.
    package func excludes(_ name: String) -> Bool {
        guard let suite = CipherSuite(name: name) else { return true }
        return Self.always.contains { $0.selects(suite) } || entries.contains { $0.selects(suite) }
    }

    /// Whether one of the agreement's own entries selects a cipher, by OpenSSL's name.
    package func lists(_ name: String) -> Bool {
        CipherSuite(name: name).map { suite in entries.contains { $0.selects(suite) } } ?? false
    }

    /// All that is excluded, as a reader would write it.
    package var text: String { (Self.always.map(\.text) + entries.map(\.text)).joined(separator: ", ") }
}
