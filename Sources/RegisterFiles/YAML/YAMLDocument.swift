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
    private let repeated: [String: Repetition]

    struct Repetition {
        let key: String
        let line: Int
    }

    /// Files with more repeated keys than this are not read to their end.
    private static let mostRepetitions = 50

    init(parsing text: String, in source: SourceFile) {
        var text = text
        var repeated: [String: Repetition] = [:]
        while true {
            do {
                root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
                if root == nil { source.error("the file is empty", at: Position(line: 1, column: 1)) }
                break
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) where repeated.count < Self.mostRepetitions
            {
                guard let key = keys.first,
                    let placeholder = Self.putAside(key, at: context.mark, in: &text, number: repeated.count)
                else {
                    source.error("the key '\(keys.first ?? "")' is repeated", at: Position(context.mark))
                    root = nil
                    break
                }
                repeated[placeholder] = Repetition(key: key, line: context.mark.line)
            } catch {
                let (message, position) = Self.describe(error)
                source.error(message, at: position)
                root = nil
                break
            }
        }
        self.repeated = repeated
    }

    /// What a key of a mapping was put aside for, if it was.
    func repetition(_ key: String) -> Repetition? { repeated[key] }

    /// Replaces the key at a place by characters that no key has.
    private static func putAside(_ key: String, at mark: Mark, in text: inout String, number: Int) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        guard lines.indices.contains(mark.line - 1), let private0 = Unicode.Scalar(0xE000 + number) else { return nil }
        let start = mark.column - 1
        let length = key.unicodeScalars.count
        var line = lines[mark.line - 1]
        guard line.indices.contains(start) else { return nil }
        let isQuoted = line[start] == "\"" || line[start] == "'"
        let end = start + length + (isQuoted ? 2 : 0)
        guard length > 0, end <= line.count else { return nil }
        let placeholder = Array(repeating: private0, count: end - start)
        line.replaceSubrange(start..<end, with: placeholder)
        lines[mark.line - 1] = line
        text = lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
        return String(String.UnicodeScalarView(placeholder))
    }

    private static func describe(_ error: any Error) -> (String, Position) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            ("not YAML: \(problem)", Position(mark))
        case YamlError.reader(let problem, let offset, _, let yaml):
            ("not YAML: \(problem)", Position(offset: offset ?? 0, in: yaml))
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            ("the key '\(keys.first ?? "")' is repeated", Position(context.mark))
        default:
            ("not YAML: \(error)", Position(line: 1, column: 1))
        }
    }
}

extension Position {
    init(_ mark: Mark) { self.init(line: max(1, mark.line), column: max(1, mark.column)) }

    /// The place of an octet.
    init(offset: Int, in text: String) {
        let before = text.utf8.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { before.index(after: $0) } ?? before.startIndex
        self.init(
            line: 1 + before.count { $0 == UInt8(ascii: "\n") },
            column: 1 + before.distance(from: lineStart, to: before.endIndex)
        )
    }
}

extension Node {
    /// Where the node begins.
    var position: Position { mark.map(Position.init) ?? Position(line: 1, column: 1) }
}
