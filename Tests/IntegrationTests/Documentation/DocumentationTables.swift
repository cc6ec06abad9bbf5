import Foundation

/// The tables of Cases/documentation: what a document's words stand for, and what is not run here.
struct DocumentationTables {
    struct Elsewhere {
        let count: Int
        let reason: String
    }

    let standIns: [(word: String, text: String)]
    let elsewhere: [String: Elsewhere]
    let endless: [String]
    private let exits: [(command: String, code: Int32)]

    enum Failure: Error, CustomStringConvertible {
        case unreadable(String)
        case placeholder(String, in: String)

        var description: String {
            switch self {
            case .unreadable(let line): "a table of Cases/documentation has the line \(line)"
            case .placeholder(let word, let line): "\(word) is no word of the table of stand-ins: \(line)"
            }
        }
    }

    init() throws {
        standIns = try Self.lines("stand-ins").map { line in
            guard let equals = line.firstRange(of: " = ") else { throw Failure.unreadable(line) }
            return (String(line[..<equals.lowerBound]), String(line[equals.upperBound...]))
        }
        let places = try Self.lines("elsewhere").map { line in
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, let count = Int(words[1]) else { throw Failure.unreadable(line) }
            return (String(words[0]), Elsewhere(count: count, reason: String(words[2])))
        }
        elsewhere = Dictionary(uniqueKeysWithValues: places)
        endless = try Self.lines("endless")
        exits = try Self.lines("exits").map { line in
            guard let blank = line.lastIndex(of: " "), let code = Int32(line[blank...].dropFirst()) else {
                throw Failure.unreadable(line)
            }
            return (String(line[..<blank]), code)
        }
    }

    /// The exit code that a command has on the machine.
    func exit(of command: DocumentBlock.Command) -> Int32 {
        exits.first { command.line.hasPrefix($0.command) }?.code ?? 0
    }

    private static func lines(_ name: String) throws -> [String] {
        let text = try String(contentsOf: try Gateway.cases("documentation/" + name), encoding: .utf8)
        return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// A command with what its words stand for. Throws `Failure.placeholder`.
    func line(_ command: DocumentBlock.Command) throws -> String {
        let line = standIns.reduce(command.line) { $0.replacingOccurrences(of: $1.word, with: $1.text) }
        let given = standIns.reduce(command.line) { $0.replacingOccurrences(of: $1.word, with: "") }
        if let word = given.firstMatch(of: /(^|[\s\/:=])([A-Z][A-Z_-]{2,})($|[\s\/:.])/)?.output.2 {
            throw Failure.placeholder(String(word), in: command.line)
        }
        guard endless.contains(where: line.hasPrefix) else { return line }
        return "timeout -s INT 2 \(line); test $? = 124"
    }
}
