/// A reply of an SMTP server, all its lines together (RFC 5321, section 4.2.1).
package struct SMTPReply: Equatable, Sendable {
    package let code: Int
    /// The texts behind the code, one a line.
    package let texts: [String]

    package init(code: Int, texts: [String]) {
        self.code = code
        self.texts = texts
    }

    /// Whether the server did what it was asked. Postfix looks at the first digit alone, and so do we.
    var isPositive: Bool { code / 100 == 2 }

    /// The reply on one line, as it is quoted in a report.
    package var text: String { ([String(code)] + texts.filter { !$0.isEmpty }).joined(separator: " ") }

    /// The lines as the server sent them.
    package var lines: [String] {
        texts.enumerated().map { "\(code)\($0.offset == texts.count - 1 ? " " : "-")\($0.element)" }
    }

    /// Whether a reply to EHLO lists a keyword (RFC 5321, section 4.1.1.1: caseless, from the second line on).
    package func lists(keyword: String) -> Bool {
        texts.dropFirst().contains { line in
            line.split(whereSeparator: { $0 == " " || $0 == "\t" }).first?.lowercased() == keyword.lowercased()
        }
    }
}

/// How much of a stranger's talk is listened to.
package enum DialogueLimits {
    /// Octets of one line that are read. RFC 5321, section 4.5.3.1.5 allows 512; Postfix reads 2048 (`line_length_limit`) and passes
    /// over the rest, and so do we.
    package static let lineLength = 2048
    /// Lines of one reply. The longest EHLO replies seen have about 30; without a limit a server could keep us for ever.
    package static let replyLines = 128
    /// Octets of a reply that are shown in a report.
    package static let quotedLength = 300
}
