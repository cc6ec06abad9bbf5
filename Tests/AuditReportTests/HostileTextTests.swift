import AuditReport
import Foundation
import MandateCore
import ReportSample
import Testing

/// Text from strangers does nothing in the page but stand there.
struct HostileTextTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</style><style>*{}",
        "&lt;b&gt;", "<!--", "]]>", "-->", "{{.}}", "\u{0}\u{1B}[31m\r\nX: y", "\u{202E}gpj.exe\u{2066}",
        "\u{FEFF}\u{200B}", "\u{FFFD}\u{FFFE}",
        "javascript:alert(1)", "=cmd|' /C calc'!A0", "🙂 שלום", "",
    ]

    private func record(_ text: String) -> DecisionRecord {
        var record = SampleMonth.record(1, action: .reject, violations: [.certificateMissing])
        record.partner = text
        record.agreement = text
        record.host = text
        record.reply = text
        record.queueID = text
        record.clientName = text
        record.clientAddress = text
        record.sender = text
        record.recipients = [text, text]
        record.classes = [text]
        record.encryptionProtocol = text
        record.encryptionCipher = text
        record.register = text
        return record
    }

    private func report(_ text: String) -> Report {
        let subject = ReportSubject(
            organisation: text,
            month: SampleMonth.month,
            agreements: [
                Agreement(
                    name: text,
                    file: text,
                    partner: text,
                    replyName: text,
                    reference: text,
                    contacts: [text],
                    appliesTo: .classes([text]),
                    inbound: SessionDemands(
                        level: .verify,
                        subjects: [NamePattern(text)],
                        issuers: [text],
                        response: .filter(text)
                    ),
                    outbound: DeliveryDemands(level: .secure, match: [text], trustAnchors: text, route: text)
                )
            ],
            register: text,
            now: SampleMonth.month.end
        )
        var builder = ReportBuilder(subject)
        builder.add(record(text))
        builder.add(gap: 1, at: SampleMonth.time(day: 3, second: 0), host: text)
        builder.add(
            Delivery(
                day: SampleMonth.month.first,
                agreement: text,
                verdict: .none,
                encryptionProtocol: text,
                result: .sent
            )
        )
        return builder.finish(
            head: text,
            verification: text,
            deliveries: text
        )
    }

    /// The names of the elements and attributes of a page.
    private func structure(_ html: String) -> [String] {
        html.matches(of: /<\/?[a-z0-9!][^>]*>/.ignoresCase()).map { match in
            String(match.output).replacing(/="[^"]*"/, with: "").lowercased()
        }
    }

    @Test(arguments: hostile) func `no text changes what the page is made of`(_ text: String) throws {
        // What is empty is left out, as an agreement or a queue id that is not known.
        let harmless = structure(report(text.isEmpty ? "" : "harmless").html())
        #expect(structure(report(text).html()) == harmless)
        _ = try ReadReport(report(text))
    }

    @Test(arguments: hostile) func `no character of a text controls the terminal or the direction of writing`(
        _ text: String
    ) {
        let scalars = report(text).html().unicodeScalars
        let bad = scalars.filter { scalar in
            let category = scalar.properties.generalCategory
            return scalar != "\n" && (category == .control || category == .format || category == .unassigned)
        }
        #expect(bad.isEmpty)
    }

    @Test func `what is escaped is shown`() throws {
        let page = try ReadReport(report("a<b>&\"c'\u{202E}d\n"))
        #expect(page.text.contains("From a<b>&\"c'\\u{202E}d\\n To"))
    }

    @Test func `an address of 64 KiB is shown whole`() throws {
        let address = String(repeating: "long", count: 16_384) + "@hella.com"
        var record = record("x")
        record.sender = address
        #expect(try ReadReport([record]).text.contains(address))
    }

    @Test func `the page needs nothing but itself`() {
        let html = SampleMonth.report().html().lowercased()
        for foreign in [
            "http:", "https:", "//", "src=", "<script", "url(", "@import", "<link", "<iframe", "javascript:", " on",
        ] {
            let found = foreign == " on" ? html.contains(/<[^>]* on[a-z]+=/) : html.contains(foreign)
            #expect(!found, "\(foreign)")
        }
    }

    @Test func `an agreement's name is one word of the command that lists its refusals`() throws {
        var limits = ReportLimits()
        limits.refusalsPerAgreement = 0
        var record = SampleMonth.record(1, action: .reject, violations: [.certificateMissing])
        record.agreement = "it's; rm -rf $HOME"
        #expect(try ReadReport([record], limits: limits).text.contains("--agreement 'it'\\''s; rm -rf $HOME' --since"))
    }
}
