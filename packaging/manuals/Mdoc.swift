/// Writing mdoc(7).
enum Mdoc {
    /// Running text, a sentence a line.
    static func text(_ text: String) -> String {
        sentences(text).map { line in
            let escaped = escape(line)
            return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
        }.joined(separator: "\n")
    }

    /// One argument of a macro: nothing in it is taken for a macro or for a delimiter.
    static func word(_ word: String) -> String {
        let escaped = escape(word)
        return word.count <= 3 || !word.allSatisfy({ $0.isLetter || $0.isNumber }) ? "\\&" + escaped : escaped
    }

    /// A dash that begins a word is a minus sign, as in options, and no hyphen; what is not ASCII goes by its number.
    private static func escape(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-" where !isWordPart(previous): result += "\\-"
            case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
            }
            previous = scalar
        }
        return result
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// A full stop in front of a capital letter ends a sentence.
    private static func sentences(_ text: String) -> [String] {
        var lines: [String] = []
        var line: [Substring] = []
        let words = text.split(whereSeparator: \.isWhitespace)
        for (number, word) in words.enumerated() {
            line.append(word)
            let next = number + 1 < words.count ? words[number + 1].first : nil
            if next == nil || word.hasSuffix(".") && next?.isUppercase == true {
                lines.append(line.joined(separator: " "))
                line = []
            }
        }
        return lines
    }
}
