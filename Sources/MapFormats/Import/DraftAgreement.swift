internal import MandateCore

/// An agreement that a table implies: a file in `mode: testing`, for somebody to complete.
package struct DraftAgreement: Equatable, Sendable {
    /// The deliveries' side of it.
    struct Outbound: Equatable, Sendable {
        var level: SecurityLevel
        var match: [String] = []
        var pins: [String] = []
        var minimumProtocol: ProtocolVersion?
        var minimumBits: Int?
        var exclusions: [String] = []
        var issuers: [String] = []
        var trustAnchors: String?
        var route: String?
    }

    /// The sessions' side of it.
    struct Inbound: Equatable, Sendable {
        var level: SessionDemands.Level
        var minimumBits: Int?
        var subjects: [String] = []
        var issuers: [String] = []
        var clients: [String] = []
        var isRefused = false
    }

    /// The file's name without `.yaml`.
    package internal(set) var name = ""
    var domains: [String] = []
    var gateways: [String] = []
    var outbound: Outbound?
    var inbound: Inbound?
    /// The lines of the table that it comes from.
    var lines: [Int] = []

    /// The agreement's file.
    ///
    /// - Parameter source: How comments name the table.
    package func yaml(from source: String) -> String {
        var text = "# Draft from \(Self.comment(source)), line\(lines.count == 1 ? "" : "s") \(numbers).\n"
        text += "# In testing nothing is asked. Say who the partner is and what was agreed, then remove 'mode'.\n"
        text += "partner: \(YAMLText.quoted(name))\nmode: testing\ndomains: \(YAMLText.list(domains))\n"
        if !gateways.isEmpty { text += "gateways: \(YAMLText.list(gateways))\n" }
        if let inbound { text += Self.yaml(inbound) }
        if let outbound { text += Self.yaml(outbound) }
        return text
    }

    private var numbers: String { lines.sorted().map(String.init).joined(separator: ", ") }

    /// A name that stands in a comment: what would end the line is left out.
    private static func comment(_ text: String) -> String {
        String(
            text.unicodeScalars.filter {
                $0.value >= 0x20 && $0.value != 0x7f && !$0.properties.isPatternWhitespace || $0 == " "
            }.map(Character.init)
        )
    }

    private static func yaml(_ inbound: Inbound) -> String {
        var text = inbound.clients.isEmpty ? "" : "identify-by: [client]\n"
        text += "inbound:\n  level: \(inbound.level.rawValue)\n"
        if let bits = inbound.minimumBits { text += "  minimum-bits: \(bits)\n" }
        if !inbound.clients.isEmpty { text += "  clients: \(YAMLText.list(inbound.clients))\n" }
        text += certificate(subjects: inbound.subjects, issuers: inbound.issuers, pins: [])
        if inbound.isRefused { text += "  on-violation: reject\n" }
        return text
    }

    private static func yaml(_ outbound: Outbound) -> String {
        var text = "outbound:\n  level: \(outbound.level.rawValue)\n"
        if !outbound.match.isEmpty { text += "  match: \(YAMLText.list(outbound.match))\n" }
        if let version = outbound.minimumProtocol { text += "  minimum-protocol: \(version.rawValue)\n" }
        if let bits = outbound.minimumBits { text += "  minimum-bits: \(bits)\n" }
        if !outbound.exclusions.isEmpty { text += "  exclude-ciphers: \(YAMLText.list(outbound.exclusions))\n" }
        text += certificate(subjects: [], issuers: outbound.issuers, pins: outbound.pins)
        if let path = outbound.trustAnchors { text += "  trust-anchors: \(YAMLText.quoted(path))\n" }
        if let route = outbound.route { text += "  route: \(YAMLText.quoted(route))\n" }
        return text
    }

    private static func certificate(subjects: [String], issuers: [String], pins: [String]) -> String {
        let lists = [("subjects", subjects), ("issuers", issuers), ("fingerprints", pins)].filter { !$0.1.isEmpty }
        guard !lists.isEmpty else { return "" }
        return "  certificate:\n" + lists.map { "    \($0.0): \(YAMLText.list($0.1))\n" }.joined()
    }
}
