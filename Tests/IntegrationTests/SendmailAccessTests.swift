import Foundation
import MailLab
import Testing

/// A real Sendmail delivers by the exported access map.
@Suite(.serialized)
struct SendmailAccessTests {
    typealias Sink = OutboundLab.Sink

    /// Where mail is delivered, by agreement; everywhere else it waits.
    private static let kept: [(domain: String, sinks: Set<Sink>)] = [
        // 256 bits: of TLS 1.3 with AES-128, too, nothing is taken. No certificate is asked for.
        ("allianz.de", [.good, .otherCA, .wrongName, .expired, .selfSigned, .foreignCA]),
        // Any name of a CA that is trusted: Sendmail cannot compare with .audi.de.
        ("audi.de", [.good, .onlyAES128, .onlyAES128ByTLS13, .prefersAES128ByTLS13, .otherCA, .wrongName]),
        // The one name that the document gives, and that no sink has for its common name.
        ("tuv.com", []),
    ]

    @Test
    func `by the exported access map mail goes where an agreement is kept, and waits elsewhere`() throws {
        let lab = try OutboundLab { _ in [:] }
        let access = try lab.folder.folder("sendmail").path("access")
        try SendmailMap.make(try lab.site.run("export", "sendmail-access"), at: access)
        let routes = Self.kept.flatMap { domain, _ in
            Sink.allCases.map { (Self.name($0, domain), "esmtp:[\($0.address)]") }
        }
        let sendmail = try SendmailInstance(
            in: lab.folder,
            SendmailSettings(
                hostName: "out.example.com",
                serverCertificate: lab.serverCertificate,
                trustFile: lab.trusted,
                mailerTable: Dictionary(uniqueKeysWithValues: routes),
                lines: [
                    "define(`ESMTP_MAILER_ARGS', `TCP $h \(lab.port)')",
                    "FEATURE(`access_db', `hash -T<TMPF> -o \(access)')",
                ]
            )
        )
        for (domain, sinks) in Self.kept {
            for sink in Sink.allCases {
                let line = try sendmail.deliver(to: "a@" + Self.name(sink, domain))
                let expected = sinks.contains(sink) ? "stat=Sent" : "stat=Deferred"
                #expect(line.contains(expected), "\(domain) at \(sink): \(line)\n\(sendmail.log.suffix(2000))")
            }
        }
        try sendmail.stop()
    }

    /// Entries hold for all names below a domain, so that each sink can have a name of its own.
    private static func name(_ sink: Sink, _ domain: String) -> String { "\(sink.rawValue.lowercased()).\(domain)" }
}
