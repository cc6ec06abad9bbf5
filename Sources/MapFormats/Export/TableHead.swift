/// The comments at the top of an exported table: what it is, from which register it was made, and what it cannot carry.
package struct TableHead {
    /// What an export is made from and when.
    package struct Origin: Sendable {
        /// The register's digest.
        package let register: String
        /// RFC 3339.
        package let time: String

        package init(register: String, time: String) {
            self.register = register
            self.time = time
        }
    }

    private var paragraphs: [String]
    /// What the table does less than the agreements, one sentence each.
    private var gaps: [String] = []
    private var known: Set<String> = []

    init(_ title: String, _ origin: Origin) {
        paragraphs = [
            title,
            "Made by tlsmandate at \(origin.time).",
            "Register \(origin.register)",
            "What is changed here is lost at the next export: change the agreements.",
        ]
    }

    mutating func say(_ paragraph: String) { paragraphs.append(paragraph) }

    /// Says what of an agreement the table does not carry.
    mutating func lacks(_ agreement: String, _ gap: String) {
        let line = "\(agreement): \(gap)."
        if known.insert(line).inserted { gaps.append(line) }
    }

    /// The comment, with an empty line behind it.
    var text: String {
        var lines = paragraphs.flatMap { Self.wrapped($0, indent: "") }
        if !gaps.isEmpty {
            lines += ["", "What this table cannot carry, and what stands in for it:"]
            lines += gaps.flatMap { Self.wrapped($0, indent: "  ") }
        }
        return lines.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined() + "\n"
    }

    /// Words in lines of at most 110 characters; all lines but the first are indented.
    private static func wrapped(_ paragraph: String, indent: String) -> [String] {
        var lines: [String] = []
        // A line break in what an agreement says would end the comment.
        for word in paragraph.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + word.count < 110 {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append((lines.isEmpty ? "" : indent) + word)
            }
        }
        return lines
    }
}
