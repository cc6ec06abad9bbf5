/// A version of Postfix, as far as the syntax of `smtp_tls_policy_maps` depends on it.
package struct PostfixVersion: Comparable, Hashable, Sendable {
    package let major: Int
    package let minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads what `postconf -h mail_version` prints: `3.7.11`, or `3.12-20260821` for a snapshot.
    ///
    /// - Returns: nil where no major and minor number stand at the beginning.
    package init?(_ text: String) {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).prefix(2)
            .map { $0.prefix { "0"..."9" ~= $0 } }
        guard numbers.count == 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) else { return nil }
        let rest = text.dropFirst(numbers[0].count + 1 + numbers[1].count)
        guard text.hasPrefix("\(numbers[0])."), rest.isEmpty || rest.first == "." || rest.first == "-" else {
            return nil
        }
        self.init(major, minor)
    }

    /// What is written where nobody knows better: Debian 12's.
    package static let assumed = PostfixVersion(3, 7)

    /// The oldest that knows all attributes that are written here.
    package static let oldest = PostfixVersion(2, 11)

    package var text: String { "\(major).\(minor)" }

    /// Whether `protocols=` takes `>=TLSv1.2` (postconf(5), smtp_tls_mandatory_protocols: Postfix 3.6 and later).
    var hasProtocolBounds: Bool { self >= PostfixVersion(3, 6) }

    /// Whether `servername=` is known (postconf(5), smtp_tls_servername: Postfix 3.4 and later).
    var hasServerName: Bool { self >= PostfixVersion(3, 4) }

    package static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
