internal import MandateCore

/// One entry of a table that is imported.
package struct TableEntry: Equatable, Sendable {
    /// The line of the file in which it begins, from 1.
    package let line: Int
    package let key: String
    package let value: String
}

/// Something of a table that does not become part of an agreement, or not as it stands.
package struct ImportGap: Equatable, Sendable {
    /// nil: of the whole table.
    package let line: Int?
    package let text: String

    init(_ line: Int?, _ text: String) {
        self.line = line
        self.text = text
    }
}

/// Reads the text of a Postfix table (postmap(1), "TABLE FORMAT"), or of Sendmail's access map.
///
/// - A line that begins with a blank continues the one before.
/// - Empty lines, and those whose first character but blanks is `#`, mean nothing, also between a line and its continuation.
/// - The key ends at the first blank; one in double quotes may have blanks (Postfix 3.2).
/// - Line ends may be those of Windows.
package struct TableText {
    package private(set) var entries: [TableEntry] = []
    package private(set) var gaps: [ImportGap] = []

    /// - Parameter octets: What is not UTF-8 is reported, and left out with its entry.
    package init(_ octets: [UInt8]) {
        var logical: (line: Int, text: [UInt8])?
        for (index, raw) in octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let line = raw.last == 0x0d ? raw.dropLast() : raw
            guard let first = line.first(where: { !Self.isBlank($0) }), first != UInt8(ascii: "#") else { continue }
            if let begin = line.first, Self.isBlank(begin) {
                guard logical != nil else {
                    gaps.append(ImportGap(index + 1, "the line begins with a blank and continues none"))
                    continue
                }
                logical?.text += line
            } else {
                if let logical { add(logical) }
                logical = (index + 1, Array(line))
            }
        }
        if let logical { add(logical) }
    }

    private mutating func add(_ logical: (line: Int, text: [UInt8])) {
        guard let text = String(validating: logical.text, as: UTF8.self) else {
            gaps.append(ImportGap(logical.line, "the line is not UTF-8"))
            return
        }
        guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) else {
            gaps.append(ImportGap(logical.line, "the line holds control characters"))
            return
        }
        let (key, rest) = Self.key(text)
        let value = rest.trimmingBlanks
        guard !key.isEmpty, !value.isEmpty else {
            gaps.append(ImportGap(logical.line, "the line is not a key and a value"))
            return
        }
        entries.append(TableEntry(line: logical.line, key: String(key), value: String(value)))
    }

    private static func key(_ text: String) -> (Substring, Substring) {
        if text.first == "\"", let end = text.dropFirst().firstIndex(of: "\"") {
            return (text[text.index(after: text.startIndex)..<end], text[text.index(after: end)...])
        }
        let key = text.prefix { $0 != " " && $0 != "\t" }
        return (key, text[key.endIndex...])
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x09 || octet == 0x0b || octet == 0x0c
    }
}
