/// The words of the report, for a reader who never saw a mail server.
enum Glossary {
    static let entries: [(word: Prose, meaning: Prose)] = [
        ("Agreement", "What two organisations have agreed in writing about the protection of the mail between them."),
        ("Partner", "The other organisation of an agreement."),
        ("Kept", "The message came as agreed, and passed."),
        ("Refused", "The message did not come as agreed. It was not accepted, and its sender was told why."),
        ("Refused for now", "The message was not accepted; the sender's server keeps it and tries again."),
        ("Held", "The message was accepted and put aside: an administrator releases or deletes it."),
        ("Redirected", "The message was sent on through a gateway that encrypts it."),
        (
            "In testing",
            "The agreement is being tried out: what does not keep it is recorded as what would have been stopped, and passes."
        ),
        (
            "TLS",
            "Transport Layer Security: the encryption of the connection between two mail servers. Its versions 1.2 and 1.3 are current; older ones are considered unsafe."
        ),
        ("Cipher", "The method by which a TLS connection is encrypted."),
        (
            "Session key",
            "The secret of one connection. The more bits it has, the harder it is to guess; 128 bits cannot be guessed."
        ),
        (
            "Certificate",
            "A file by which a server proves its name. An issuer (certification authority) vouches for it."
        ),
        (
            "Verified, trusted, untrusted",
            "How far the receiving server proved who it is: its certificate comes from a trusted issuer and bears the right name; comes from a trusted issuer; or does not."
        ),
        (
            "Policy, milter",
            "The two ways in which a mail server asks tlsmandate: for each recipient, or for the whole message."
        ),
        ("Queue id", "The mail server's name for a message. By it the message is found in the mail server's log."),
        ("Record", "One decision as the journal keeps it. Its id is sixteen hexadecimal digits."),
        ("Reply", "What the mail server answered: a code and a sentence."),
        ("Hash, digest", "A short fingerprint of a text. Another text has another fingerprint."),
        ("UTC", "Coordinated Universal Time. Central Europe is one hour ahead of it in winter, two in summer."),
    ]

    static func write(to page: inout Markup) {
        page.element(.section, .id("words")) { section in
            section.element(.h2, text: "The words used")
            section.element(.dl, .classes("glossary")) { list in
                for entry in entries { list.fact(entry.word, entry.meaning) }
            }
        }
    }
}
