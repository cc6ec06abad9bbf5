import Foundation

/// One session of a `.sessions` file; see Cases/README.md.
struct SessionCase {
    var title: String
    var clientAddress = ""
    var clientName = ""
    var protocolName: String?
    var cipher: String?
    var certificate: (kind: String, name: String)?
    var sender = ""
    var recipient = ""
    var answerCode = 0
    var answerTexts: [String] = []
    /// nil: there is no record.
    var journal: [String: String]?

    enum Malformed: Error {
        case line(String)
    }

    /// All sessions of a file.
    static func read(_ url: URL) throws -> [SessionCase] {
        let blocks = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n\n")
        return try blocks.filter { $0.contains("answer") }.map(SessionCase.init(block:))
    }

    private init(block: String) throws {
        title = ""
        for line in block.split(separator: "\n") {
            if line.hasPrefix("#") {
                title = line.drop { $0 == "#" || $0 == " " }.description
                continue
            }
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard words.count == 2 else { throw Malformed.line(String(line)) }
            try take(String(words[0]), words[1].trimmingCharacters(in: .whitespaces))
        }
    }

    private mutating func take(_ key: String, _ value: String) throws {
        let words = value.split(separator: " ").map(String.init)
        switch key {
        case "client": (clientAddress, clientName) = (words[0], words[1])
        case "tls" where value != "none": (protocolName, cipher) = (words[0], words.dropFirst().first)
        case "tls": break
        case "certificate": certificate = (words[0], words[1])
        case "from": sender = value == "<>" ? "" : value
        case "to": recipient = value
        case "answer": try takeAnswer(value)
        case "journal": journal = value == "none" ? nil : Self.keys(words)
        default: throw Malformed.line(key)
        }
    }

    /// The code, an enhanced status code if there is one, and a text that the answer contains.
    private mutating func takeAnswer(_ value: String) throws {
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        guard let code = Int(words[0]) else { throw Malformed.line(value) }
        answerCode = code
        guard words.count == 2 else { return }
        let isStatus = words[1].first?.isNumber ?? false
        let rest = words[1].split(separator: " ", maxSplits: 1).map(String.init)
        answerTexts = isStatus ? rest : [words[1]]
    }

    /// `key=value`; `|` stands for a blank.
    private static func keys(_ words: [String]) -> [String: String] {
        Dictionary(
            words.map { word in
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return (parts[0], parts.dropFirst().joined().replacingOccurrences(of: "|", with: " "))
            }
        ) { first, _ in first }
    }
}
