/// The TLS versions that a TLS policy allows.
package struct ProtocolRange: Equatable, Sendable {
    package let floor: ProtocolVersion
    /// The newest; nil: none is too new.
    package let ceiling: ProtocolVersion?

    package init(from floor: ProtocolVersion, through ceiling: ProtocolVersion? = nil) {
        self.floor = floor
        self.ceiling = ceiling
    }

    /// Whether there is no version in the range.
    package var isEmpty: Bool { ceiling.map { $0 < floor } ?? false }

    /// The value of `protocols=`, with colons alone between its elements: commas and blanks would end the attribute.
    ///
    /// Before 3.6 by exclusion. A Postfix that has never heard of a version that it is to exclude takes the whole policy for
    /// invalid and defers the mail.
    package func text(for version: PostfixVersion) -> String {
        if version.hasProtocolBounds {
            return ">=" + floor.rawValue + (ceiling.map { ":<=" + $0.rawValue } ?? "")
        }
        return ProtocolVersion.allCases.filter { candidate in
            candidate < floor || ceiling.map { candidate > $0 } ?? false
        }
        .map { "!" + $0.rawValue }
        .joined(separator: ":")
    }
}
