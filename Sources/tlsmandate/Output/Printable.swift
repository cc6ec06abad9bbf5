import MandateCore

/// Text from strangers, made fit for a terminal and a log: what would move the cursor, hide or reorder text is shown escaped.
enum Printable {
    /// The text with control and format characters, quotes and backslashes as Swift and C write them.
    static func escaped(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { 0x20...0x7e ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard !isPlain, text.unicodeScalars.contains(where: isEscaped) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if isEscaped(scalar) {
                result += scalar.escaped(asASCII: true)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// A value behind `key=`: in quotes where it holds what would end it.
    static func value(_ text: String) -> String {
        let escaped = escaped(text)
        let isPlain = !escaped.isEmpty && !escaped.utf8.contains { $0 == 0x20 || $0 == 0x2c || $0 == 0x3d }
        return isPlain ? escaped : "\"\(escaped)\""
    }

    /// A line of our own words around a stranger's: quotes stay as they are.
    static func line(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isHarmful, scalar != "\t" {
                result += scalar.escaped(asASCII: true)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// JSON of a stranger's text, the same to a program: JSONEncoder escapes control characters of ASCII alone.
    static func json(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x7f }) { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isHarmful {
                // Beyond 16 bits as two surrogates (RFC 8259, section 7).
                for unit in UTF16.encode(scalar) ?? .init() {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isHarmful || scalar == "\"" || scalar == "\\"
    }
}
