import Foundation

/// The documents whose blocks are tried: README.md and the manual pages.
enum Documents {
    static let all: [String] = ["README.md"] + pages.map { "man/" + $0 }

    private static var pages: [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: repository.appending(path: "man").path)
        return (names ?? []).filter { $0.wholeMatch(of: /.+\.[1-8]/) != nil }.sorted()
    }

    static let repository = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardized

    static func blocks(of document: String) throws -> [DocumentBlock] {
        let text = try String(contentsOf: repository.appending(path: document), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let found = document.hasSuffix(".md") ? markdown(lines) : try mdoc(lines, document)
        return found.map { DocumentBlock(document: document, number: $0.number, lines: $0.lines) }
    }

    private typealias Found = (number: Int, lines: [String])

    /// Fenced blocks, and those that are indented by four blanks.
    private static func markdown(_ lines: [String]) -> [Found] {
        var found: [Found] = []
        var isFenced = false
        var isBlock = false
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                isFenced.toggle()
                isBlock = false
            } else if isFenced || line.hasPrefix("    ") || isBlock && line.isEmpty {
                if !isBlock { found.append((index + 1, [])) }
                isBlock = true
                found[found.count - 1].lines.append(isFenced ? line : String(line.dropFirst(4)))
            } else {
                isBlock = false
            }
        }
        return found.map { ($0.number, Array($0.lines.reversed().drop(while: \.isEmpty).reversed())) }
    }

    enum MdocFailure: Error {
        case macroInBlock(String)
        case unknownEscape(String)
    }

    /// `.Bd -literal` to `.Ed`, and `.Dl`.
    private static func mdoc(_ lines: [String], _ document: String) throws -> [Found] {
        var found: [Found] = []
        var isBlock = false
        for (index, line) in lines.enumerated() {
            if line.hasPrefix(".Bd "), line.contains("-literal") {
                isBlock = true
                found.append((index + 2, []))
            } else if line == ".Ed" {
                isBlock = false
            } else if line.hasPrefix(".Dl ") {
                found.append((index + 1, [try plain(String(line.dropFirst(4)), "\(document):\(index + 1)")]))
            } else if isBlock {
                guard !line.hasPrefix(".") else { throw MdocFailure.macroInBlock("\(document):\(index + 1): \(line)") }
                found[found.count - 1].lines.append(try plain(line, "\(document):\(index + 1)"))
            }
        }
        return found
    }

    /// Text without roff's escapes.
    private static func plain(_ line: String, _ place: String) throws -> String {
        let known = [
            "\\e": "\\", "\\-": "-", "\\&": "", "\\(aq": "'", "\\(dq": "\"", "\\(ga": "`", "\\(ha": "^", "\\(ti": "~",
            "\\(bu": "•", "\\(rs": "\\", "\\[u2026]": "…", "\\ ": " ",
        ]
        var text = ""
        var rest = line[...]
        while let start = rest.firstIndex(of: "\\") {
            text += rest[..<start]
            guard let escape = known.first(where: { rest[start...].hasPrefix($0.key) }) else {
                throw MdocFailure.unknownEscape("\(place): \(line)")
            }
            text += escape.value
            rest = rest[start...].dropFirst(escape.key.count)
        }
        return text + rest
    }
}
