internal import MandateCore

/// What a Postfix is configured to do (postconf(5)), as `postconf` tells it.
package struct PostfixSettings: Sendable {
    /// The path of main.cf.
    package let file: String
    /// The text of main.cf.
    package let text: String
    /// The values of the parameters asked for; those that this version does not know are missing.
    private let values: [String: String]

    /// - Parameter listing: What `postconf -x PARAMETER…` printed: a line `NAME = VALUE` for each.
    package init(file: String, text: String, listing: String) {
        self.file = file
        self.text = text
        let pairs = listing.split(separator: "\n").compactMap { line in
            line.firstIndex(of: "=").map { sign in
                (String(line[..<sign].trimmingBlanks), String(line[line.index(after: sign)...].trimmingBlanks))
            }
        }
        values = Dictionary(pairs) { _, last in last }
    }

    func value(_ name: String) -> String { values[name] ?? "" }

    /// The line of main.cf that decides: the last that sets the parameter, else the first of the file.
    func line(of name: String) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.lastIndex { line in
            guard line.hasPrefix(name), let sign = line.firstIndex(of: "=") else { return false }
            return line[..<sign].dropFirst(name.count).allSatisfy { $0 == " " || $0 == "\t" }
        }
        return (last ?? 0) + 1
    }
}
