internal import MandateCore

/// Reads `classes`: how messages are marked, and what that demands.
enum ClassReading {
    static func classes(_ file: MappingReader) -> [(messageClass: MessageClass, position: Position)] {
        file.named("classes").compactMap { name, read in
            if !name.text.utf8.allSatisfy(isNameOctet) || name.text.isEmpty || name.text == "all" {
                file.source.error(
                    "'\(name.text)' cannot be a class: use letters, digits and hyphens, and not all",
                    at: name.position
                )
            }
            return read(Grammar.configuration["classes.NAME"]).map { (messageClass($0, name), name.position) }
        }
    }

    private static func messageClass(_ section: MappingReader, _ name: Placed) -> MessageClass {
        let mistakes = section.source.diagnostics.count
        section.require("needs")
        let headers = section.lists("headers")
        for header in headers {
            if header.name.text.isEmpty || !header.name.text.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != 0x3a }) {
                section.source.error("'\(header.name.text)' cannot be a header's name", at: header.name.position)
            }
            if header.values.isEmpty {
                section.source.error("header '\(header.name.text)' has no values", at: header.name.position)
            }
        }
        let subject = section.list("subject", allowsEmpty: true) ?? []
        for mark in subject where mark.text.isEmpty {
            section.source.error("an empty mark would be found in every subject", at: mark.position)
        }
        if headers.isEmpty, subject.isEmpty, section.source.diagnostics.count == mistakes {
            section.source.error(
                "class '\(name.text)' has neither headers nor subject: no message would be of it",
                at: section.position
            )
        }
        return MessageClass(
            name: name.text,
            headers: Dictionary(headers.map { ($0.name.text, $0.values.map(\.text)) }) { $0 + $1 },
            subject: subject.map(\.text),
            senders: section.choice("senders", MessageClass.Senders.self) ?? .known,
            needs: section.choice("needs", MessageClass.Need.self) ?? .endToEnd,
            response: section.response(allowingFilter: false, default: .defer),
            line: name.position.line
        )
    }

    private static func isNameOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
        default: false
        }
    }
}
