import MailLab
import Testing

/// The private Sendmail of the lab, without the service.
@Suite struct SendmailLabTests {
    @Test func `Sendmail knows a client by its address and its certificate, and delivers its mail`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let certificates = try Certificates(in: folder)
        let sendmail = try SendmailInstance(
            in: folder,
            SendmailSettings(
                serverCertificate: certificates.server,
                trustFile: certificates.trusted,
                clients: [.init("127.0.0.10", "mail1.hella.com")]
            )
        )
        let client = try SMTPClient(port: sendmail.port, from: "127.0.0.10")
        #expect(try client.ehlo().text.contains("Hello mail1.hella.com [127.0.0.10]"))
        try client.startTLS(certificate: certificates.client("good", name: "mail1.hella.com"))
        _ = try client.ehlo()
        let delivery = try client.deliver(from: "info@hella.com", to: ["one@example.com", "two@example.org"])
        client.quit()
        #expect(delivery.message?.code == 250)

        let tls = try sendmail.awaitLog("STARTTLS=server, relay=mail1.hella.com [127.0.0.10]")
        #expect(tls.contains("version=TLSv1.3, verify=OK"), "\(tls)")
        let sent = try sendmail.awaitLog("stat=Sent")
        let message = try sendmail.awaitDelivery(of: String(sent.split(separator: " ")[5].dropLast()))
        #expect(message.recipients.sorted() == ["one@example.com", "two@example.org"])
        #expect(message.message.contains("\nSubject: test\n\ntest\n"))
        try sendmail.stop()
    }

    @Test func `a message in quarantine is listed with its reason, and delivered when it is released`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let sendmail = try SendmailInstance(in: folder, SendmailSettings(delivery: .queue))
        let client = try SMTPClient(port: sendmail.port)
        _ = try client.ehlo()
        _ = try client.deliver(from: "info@hella.com", to: ["one@example.com"])
        client.quit()
        let queued = try #require(try sendmail.queue().first)
        #expect(queued.sender == "info@hella.com")
        #expect(queued.recipients == ["one@example.com"])

        try sendmail.tool(["-QTLS agreement with HELLA", "-qI\(queued.queueID)"])
        #expect(try sendmail.quarantine().map(\.quarantineReason) == ["TLS agreement with HELLA"])
        try sendmail.flush()
        #expect(try sendmail.delivered.isEmpty)

        try sendmail.release(queued.queueID)
        try sendmail.flush(queued.queueID)
        #expect(try sendmail.delivered.map(\.queueID) == [queued.queueID])
        #expect(try sendmail.quarantine().isEmpty && sendmail.queue().isEmpty)
        try sendmail.stop()
    }

    @Test func `a weak session, and one in the clear to a server without TLS`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let certificates = try Certificates(in: folder)
        let weak = try SendmailInstance(
            in: folder,
            named: "weak",
            SendmailSettings(serverCertificate: certificates.server, allowsWeakSessions: true)
        )
        let plain = try SendmailInstance(in: folder, named: "plain")
        for (version, cipher) in [(TLSProtocol.tls1_0, nil), (.tls1_1, nil), (.tls1_2, "ECDHE-ECDSA-NULL-SHA")] {
            let client = try SMTPClient(port: weak.port)
            _ = try client.ehlo()
            try client.startTLS(minimum: version, maximum: version, cipherList: cipher)
            #expect(try client.ehlo().code == 250)
            #expect(client.protocolName == version.rawValue)
            if let cipher { #expect(client.cipher == cipher) }
        }
        let client = try SMTPClient(port: plain.port)
        #expect(try !client.ehlo().lines.contains("STARTTLS"))
        client.quit()
    }
}
