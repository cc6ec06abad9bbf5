internal import MandateCore

/// The value of `protocols=` (postconf(5), smtp_tls_mandatory_protocols): names to include, `!` names to exclude, bounds.
enum ProtocolWords {
    /// The version of the lower bound; nil without one.
    static func floor(_ text: String) -> ProtocolVersion? {
        words(text).last { $0.hasPrefix(">=") }.flatMap { version(named: $0.dropFirst(2)) }
    }

    /// tls_misc.c, tls_proto_mask_lims: blanks and commas part words as colons do.
    private static func words(_ text: String) -> [Substring] {
        text.split { $0 == ":" || $0 == "," || $0 == " " || $0 == "\t" }
    }

    private static func version(named name: Substring) -> ProtocolVersion? {
        ProtocolVersion.allCases.first { $0.rawValue.isCaselessly(name) }
    }

    /// - Returns: The oldest and newest version; nil where a word is unknown, none is left, or one between them is missing.
    static func range(_ text: String) -> ClosedRange<ProtocolVersion>? {
        var included: [ProtocolVersion] = []
        var allowed = ProtocolVersion.allCases
        for word in words(text) {
            let operation = word.hasPrefix(">=") ? ">=" : word.hasPrefix("<=") ? "<=" : word.hasPrefix("!") ? "!" : ""
            guard let version = version(named: word.dropFirst(operation.count)) else { return nil }
            switch operation {
            case ">=": allowed.removeAll { $0 < version }
            case "<=": allowed.removeAll { $0 > version }
            case "!": allowed.removeAll { $0 == version }
            default: included.append(version)
            }
        }
        if !included.isEmpty { allowed.removeAll { !included.contains($0) } }
        guard let first = allowed.first, let last = allowed.last else { return nil }
        let between = ProtocolVersion.allCases.filter { first <= $0 && $0 <= last }
        return between == allowed ? first...last : nil
    }
}
