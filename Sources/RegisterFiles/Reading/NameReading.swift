internal import MandateCore

/// Reading names of domains and hosts, as agreements write them.
enum NameReading {
    /// RFC 1035, section 2.3.4, without the octet of the root.
    private static let longestName = 253
    private static let longestLabel = 63

    /// Reads a domain, or `*.` and a domain.
    static func pattern(_ text: String) -> Result<DomainPattern, Problem> {
        let below = text.hasPrefix("*.")
        if text.hasPrefix("."), text.count > 1 {
            return .failure(Problem("'\(text)' is not a domain; did you mean '*\(text)', every name below it?"))
        }
        return name(below ? String(text.dropFirst(2)) : text).map { DomainPattern(name: $0, below: below) }
    }

    /// Reads a domain and brings it into its comparable form.
    static func name(_ text: String) -> Result<DomainName, Problem> {
        if text.contains("@") { return .failure(Problem("'\(text)' is an address; a domain stands here")) }
        let name = DomainName(text, convert: IDNA.aLabel)
        guard name.text.utf8.count <= longestName else {
            return .failure(Problem("'\(text.prefix(40))…' is longer than the \(longestName) octets of a domain name"))
        }
        for label in name.text.split(separator: ".", omittingEmptySubsequences: false) {
            if let reason = fault(ofLabel: label) { return .failure(Problem("'\(text)' is not a domain: \(reason)")) }
        }
        if let last = name.text.split(separator: ".").last, last.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
            return .failure(Problem("'\(text)' is an address of a host; a domain stands here"))
        }
        return .success(name)
    }

    /// Letters, digits, hyphens and (as DNS and some mail hosts have them) underscores; no hyphen at an end.
    private static func fault(ofLabel label: Substring) -> String? {
        if label.isEmpty { return "a label is empty" }
        if label.utf8.count > longestLabel { return "a label has more than \(longestLabel) octets" }
        if !label.utf8.allSatisfy({ $0 < 0x80 }) { return "IDNA refuses '\(label)'" }
        let isWord = label.utf8.allSatisfy { octet in
            switch octet {
            case 0x30...0x39, 0x61...0x7a, 0x2d, 0x5f: true
            default: false
            }
        }
        if label == "*" { return "'*' may stand only in front, as in '*.partner.example'" }
        if !isWord { return "'\(label)' has characters that a name cannot have" }
        if label.hasPrefix("-") || label.hasSuffix("-") { return "'\(label)' begins or ends with a hyphen" }
        return nil
    }

    /// A mistake in words.
    struct Problem: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }
}

extension SourceFile {
    /// The value of a reading, or nil where it failed, which is reported.
    func reported<Value>(_ result: Result<Value, NameReading.Problem>, at position: Position) -> Value? {
        switch result {
        case .success(let value):
            return value
        case .failure(let problem):
            error(problem.message, at: position)
            return nil
        }
    }
}

extension MappingReader {
    /// A list of domains and patterns, each with its place.
    func domains(_ key: String) -> [(pattern: DomainPattern, position: Position)]? {
        list(key)?.compactMap { placed in
            source.reported(NameReading.pattern(placed.text), at: placed.position).map { ($0, placed.position) }
        }
    }

    /// An address of the form local@domain, in ASCII.
    func address(_ key: String) -> String? {
        guard let placed = placed(key) else { return nil }
        return address(placed)
    }

    /// A list of addresses.
    func addresses(_ key: String) -> [String]? { list(key)?.compactMap(address) }

    private func address(_ placed: Placed) -> String? {
        let parts = placed.text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            source.error("'\(placed.text)' is not an address of the form name@domain in ASCII", at: placed.position)
            return nil
        }
        return source.reported(NameReading.name(String(parts[1])), at: placed.position).map { "\(parts[0])@\($0.text)" }
    }
}
