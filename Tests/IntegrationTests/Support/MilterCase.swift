import Foundation

/// One session of a `.cases` file, with one message or several; see Cases/README.md.
struct MilterCase {
    /// The answer to a command: its code, and what its text contains.
    struct Answer {
        var code = 250
        var texts: [String] = []
    }

    /// What is expected of both servers, or of one of them.
    struct Expected<Value> {
        var common: Value
        var ofServer: [MailServerKind: Value] = [:]

        subscript(_ server: MailServerKind) -> Value { ofServer[server] ?? common }
    }

    struct Recipient {
        /// As in the file; `path` as in the command.
        var address: String
        var answer = Expected(common: Answer())

        var path: String { MilterCase.path(address) }
    }

    struct Message {
        var sender: String
        var recipients: [Recipient] = []
        /// Lines of the header.
        var header: [String] = []
        /// Whether the client takes the message back, by RSET after its recipients.
        var isReset = false
        /// A file with header and body, below Tests/MessageContentTests/Cases.
        var file: String?
        var end = Expected(common: Answer())
        /// Keys of each record.
        var records = Expected<[[String: String]]>(common: [])
        var isHeld = Expected(common: false)

        var path: String { MilterCase.path(sender) }
    }

    enum Malformed: Error {
        case line(String)
        case session(String)
    }

    private(set) var title = ""
    private(set) var client = MilterClientName()
    private(set) var protocolName: String?
    private(set) var cipher: String?
    private(set) var certificate: (kind: String, name: String)?
    /// Whether the client greets again after STARTTLS.
    private(set) var greetsTwice = true
    private(set) var messages: [Message] = []

    /// All sessions of a file.
    static func read(_ url: URL) throws -> [MilterCase] {
        let blocks = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n\n")
        return try blocks.filter { $0.contains("\nfrom ") }.map(MilterCase.init(block:))
    }

    /// As it stands in MAIL or RCPT: with angle brackets, unless the file has them, or blanks.
    private static func path(_ address: String) -> String {
        address.contains("<") || address.contains(" ") ? address : "<\(address)>"
    }

    private init(block: String) throws {
        for line in block.split(separator: "\n") {
            if line.hasPrefix("#") {
                if title.isEmpty { title = line.drop { $0 == "#" || $0 == " " }.description }
                continue
            }
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard words.count == 2 else { throw Malformed.line(String(line)) }
            try take(String(words[0]), words[1].trimmingCharacters(in: .whitespaces))
        }
        guard !client.address.isEmpty, !messages.isEmpty else { throw Malformed.session(block) }
    }

    private mutating func take(_ key: String, _ value: String) throws {
        let words = value.split(separator: " ").map(String.init)
        switch key {
        case "client": client = MilterClientName(words)
        case "tls" where value != "none": (protocolName, cipher) = (words[0], words.dropFirst().first)
        case "tls": break
        case "certificate": certificate = (words[0], words.dropFirst().joined(separator: " "))
        case "greets": greetsTwice = value != "once"
        case "from": messages.append(Message(sender: value))
        default:
            guard var message = messages.popLast() else { throw Malformed.line(key) }
            try message.take(key, value)
            messages.append(message)
        }
    }
}

/// A client's address, and the name that the mail server finds for it.
struct MilterClientName: Hashable {
    var address = ""
    var name = "unknown"
    /// The name leads to another address: so it is not verified.
    var isForged = false

    init() {}

    init(_ words: [String]) {
        address = words[0]
        name = words.dropFirst().first ?? "unknown"
        isForged = words.last == "forged"
    }
}

extension MilterCase.Message {
    fileprivate mutating func take(_ key: String, _ value: String) throws {
        // `answer[sendmail]`
        let parts = key.split(separator: "[", maxSplits: 1)
        let server = parts.count == 2 ? MailServerKind(rawValue: String(parts[1].dropLast())) : nil
        guard parts.count == 1 || server != nil else { throw MilterCase.Malformed.line(key) }
        switch parts[0] {
        case "to": recipients.append(MilterCase.Recipient(address: value))
        case "header": header.append(value)
        case "folded": header.append(" " + value)
        case "message": file = value
        case "reset": isReset = value == "yes"
        case "held": isHeld.set(value == "yes", server)
        case "end": end.set(try MilterCase.Answer(value), server)
        case "answer":
            guard !recipients.isEmpty else { throw MilterCase.Malformed.line(key) }
            recipients[recipients.count - 1].answer.set(try MilterCase.Answer(value), server)
        case "journal" where value == "none": records.set([], server)
        case "journal": records.set(records.own(server) + [Self.keys(value)], server)
        default: throw MilterCase.Malformed.line(key)
        }
    }

    /// `key=value`; `|` stands for a blank.
    private static func keys(_ value: String) -> [String: String] {
        Dictionary(
            value.split(separator: " ").map { word in
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return (parts[0], parts.dropFirst().joined().replacingOccurrences(of: "|", with: " "))
            }
        ) { first, _ in first }
    }
}

extension MilterCase.Expected {
    fileprivate mutating func set(_ value: Value, _ server: MailServerKind?) {
        if let server { ofServer[server] = value } else { common = value }
    }
}

extension MilterCase.Expected<[[String: String]]> {
    /// What is expected of a server alone, or of both.
    fileprivate func own(_ server: MailServerKind?) -> [[String: String]] {
        server.map { ofServer[$0] ?? [] } ?? common
    }
}

extension MilterCase.Answer {
    /// The code, an enhanced status code if there is one, and a text.
    fileprivate init(_ value: String) throws {
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        guard let code = Int(words[0]) else { throw MilterCase.Malformed.line(value) }
        self.code = code
        guard words.count == 2 else { return }
        let isStatus = words[1].first?.isNumber ?? false
        texts = isStatus ? words[1].split(separator: " ", maxSplits: 1).map(String.init) : [words[1]]
    }
}
