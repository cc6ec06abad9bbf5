import Yams

/// Parses a file that holds one YAML document, with the place of every node.
///
/// Nodes are read by their text, not by YAML 1.1's implicit types: `off` and `none` are words here. A repeated key is an
/// error; Yams stops at the first mapping that has one, so that key is put aside (its text in the source is replaced by a
/// placeholder of the same length, which keeps every position) and the file is parsed again.
struct YAMLDocument {
    /// The document; nil where the file could not be parsed, which has been reported.
    let root: Node?

    /// Names of keys that were put aside, by their placeholder.
    let putAside: [String: String]

    /// Files with more repeated keys than this are not read to their end.
    private static let mostRepetitions = 50

    init(parsing text: String, in source: SourceFile) {
        source.end = Position(endOf: text)
        var text = text
        var aside: [String: String] = [:]
        while true {
            do {
                root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
                if root == nil { source.error("the file is empty", at: Position(line: 1, column: 1)) }
                break
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) where aside.count < Self.mostRepetitions {
                guard let key = keys.first,
                    let placeholder = Self.putAside(key, at: context.mark, in: &text, number: aside.count)
                else {
                    source.error("the key '\(keys.first ?? "")' is repeated", at: Position(context.mark))
                    root = nil
                    break
                }
                aside[placeholder] = key
            } catch {
                let (message, position) = Self.describe(error)
                source.error(message, at: position)
                root = nil
                break
            }
        }
        putAside = aside
    }

    /// Replaces the key at a place by characters that no key has; its quotes stay.
    private static func putAside(_ key: String, at mark: Mark, in text: inout String, number: Int) -> String? {
        var scalars = Array(text.unicodeScalars)
        guard let place = place(ofKey: key, at: mark, in: scalars), !place.isEmpty,
            let private0 = Unicode.Scalar(0xE000 + number)
        else { return nil }
        let placeholder = Array(repeating: private0, count: place.count)
        scalars.replaceSubrange(place, with: placeholder)
        text = String(String.UnicodeScalarView(scalars))
        return String(String.UnicodeScalarView(placeholder))
    }

    /// Where a key's own characters stand: behind an anchor or a tag, within its quotes.
    private static func place(ofKey key: String, at mark: Mark, in scalars: [Unicode.Scalar]) -> Range<Int>? {
        var start = 0
        for _ in 1..<max(1, mark.line) {
            guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
            start = end + 1
        }
        start += mark.column - 1
        while start < scalars.count, scalars[start] == "&" || scalars[start] == "!" {
            guard let blank = scalars[start...].firstIndex(of: " ") else { return nil }
            start = scalars[blank...].firstIndex { $0 != " " } ?? scalars.count
        }
        guard start < scalars.count else { return nil }
        guard scalars[start] == "\"" || scalars[start] == "'" else {
            let end = start + key.unicodeScalars.count
            return end <= scalars.count ? start..<end : nil
        }
        var end = start + 1
        while end < scalars.count, scalars[end] != scalars[start] {
            end += scalars[end] == "\\" && scalars[start] == "\"" ? 2 : 1
        }
        return end < scalars.count ? start + 1..<end : nil
    }

    private static func describe(_ error: any Error) -> (String, Position) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            ("not YAML: \(problem)", Position(mark))
        case YamlError.reader(let problem, let offset, _, let yaml):
            ("not YAML: \(problem)", Position(character: offset ?? 0, in: yaml))
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            ("the key '\(keys.first ?? "")' is repeated", Position(context.mark))
        default:
            ("not YAML: \(error)", Position(line: 1, column: 1))
        }
    }
}

extension Position {
    init(_ mark: Mark) { self.init(line: max(1, mark.line), column: max(1, mark.column)) }

    /// The place behind the last character of a text.
    fileprivate init(endOf text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        self.init(line: lines.count, column: 1 + (lines.last?.unicodeScalars.count ?? 0))
    }

    /// The place of a character, counted as Yams counts them: a line end of two octets is one.
    init(character offset: Int, in text: String) {
        let before = text.prefix(offset)
        let lineStart = before.lastIndex(where: \.isNewline).map { before.index(after: $0) } ?? before.startIndex
        self.init(line: 1 + before.count(where: \.isNewline), column: 1 + before[lineStart...].unicodeScalars.count)
    }

    /// The place of an octet.
    init(offset: Int, in text: String) {
        let before = text.utf8.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { before.index(after: $0) } ?? before.startIndex
        self.init(
            line: 1 + before.count { $0 == UInt8(ascii: "\n") },
            column: 1 + String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count
        )
    }
}

extension Node {
    /// Where the node begins.
    var position: Position { mark.map(Position.init) ?? Position(line: 1, column: 1) }
}
