import MailServerLog
import Testing

@Suite struct PostfixEventsTests {
    /// The deliveries to a domain of the case.
    private func deliveries(to domain: String) throws -> [Delivery] {
        Cases.deliveries(try Cases.events("postfix-3.7.log")).filter {
            $0.recipients.first?.hasSuffix("@" + domain) == true
        }
    }

    @Test(arguments: [
        ("good.example", TLSSession.Verdict.verified, "TLSv1.3"), ("encrypted.example", .trusted, "TLSv1.3"),
        ("opportunistic.example", .untrusted, "TLSv1.3"), ("anon.example", .anonymous, "TLSv1.2"),
        ("two.example", .verified, "TLSv1.3"),
    ])
    func `a delivery has the session that its process had logged before`(
        domain: String,
        verdict: TLSSession.Verdict,
        version: String
    ) throws {
        let delivery = try #require(try deliveries(to: domain).first)
        #expect(delivery.status == .sent)
        #expect(delivery.tls?.verdict == verdict)
        #expect(delivery.tls?.protocolName == version)
        #expect(delivery.tls?.bits == 256)
        #expect(delivery.relay?.address == "127.0.0.1")
    }

    @Test func `a delivery in the clear has no session, not that of the message before`() throws {
        let delivery = try #require(try deliveries(to: "clear.example").first)
        #expect(delivery.status == .sent)
        #expect(delivery.tls == nil)
    }

    @Test(
        arguments: [
            ("name.example", FailureKind.certificateNotVerified, "self-signed certificate"),
            ("expired.example", .certificateNotVerified, "certificate has expired"),
            ("wrongname.example", .certificateNotVerified, "hostname mismatch"),
            ("plain.example", .notOffered, nil), ("refuse.example", .refused, nil),
            ("old.example", .handshakeFailed, "tlsv1 alert protocol version"),
            ("garbage.example", .handshakeFailed, "wrong version number"),
            ("nonsense.example", .policyFailed, #"attribute "match" invalid at security level "encrypt""#),
            ("tempfail.example", .policyFailed, "policy table lookup error"),
        ] as [(String, FailureKind, String?)]
    )
    func `failures of TLS, with what the library says of them`(domain: String, kind: FailureKind, detail: String?)
        throws
    {
        let delivery = try #require(try deliveries(to: domain).first)
        #expect(delivery.status == .deferred)
        #expect(delivery.failure == kind)
        #expect(delivery.detail == detail)
        #expect(delivery.example?.contains(domain) == true)
    }

    @Test func `a message that is put off since others failed waits for TLS, too`() {
        let line = """
            Nov 21 06:00:00 mx postfix/error[7]: AAAAA1: to=<a@x.example>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=4.7.4, \
            status=deferred (delivery temporarily suspended: TLS is required, but was not offered by host mx.x.example[192.0.2.1])
            """
        #expect(Cases.deliveries(Cases.events(of: line)).map(\.failure) == [.notOffered])
    }

    @Test func `what has nothing to do with TLS is no failure of it`() throws {
        #expect(try deliveries(to: "down.example").map(\.failure) == [nil, nil])
        let bounced = try #require(try deliveries(to: "good.example").first { $0.status == .bounced })
        #expect(bounced.recipients == ["bad@good.example"])
        #expect(bounced.dsn == "5.1.1")
        #expect(bounced.failure == nil)
    }

    @Test func `a gateway that failed before another was tried`() throws {
        let failures = try Cases.events("postfix-3.7.log").compactMap { event in
            if case .gatewayFailure(let failure) = event { failure } else { nil }
        }
        #expect(failures.map(\.kind) == [.refused, .handshakeFailed])
        #expect(failures.map(\.relay.text) == ["localhost", "127.0.0.1"])
        #expect(failures.first?.message?.queueID == "B1C02FB206A")
    }

    @Test func `clients whose handshake failed, with the reason that follows`() throws {
        let events = try Cases.events("postfix-3.7.log")
        let clients = events.compactMap {
            if case .clientFailure(let failure) = $0 { failure.client.text } else { nil }
        }
        #expect(clients == ["localhost", "mail.partner.example", "localhost"])
        let reasons = events.compactMap { if case .clientFailureReason(_, let reason) = $0 { reason } else { nil } }
        #expect(reasons == ["unexpected message", "no shared cipher", "wrong version number"])
    }

    @Test func `messages that left the queue`() throws {
        let finished = try Cases.events("postfix-3.7.log").compactMap { event in
            if case .finished(let message, _) = event { message.queueID } else { nil }
        }
        #expect(finished.contains("D72ACFB2040"))
        // Deleted by postsuper(1).
        #expect(finished.contains("1A124FB2058"))
        #expect(!finished.contains("E3286FB206A"))
    }

    @Test(arguments: [
        ("Server certificate could not be verified", FailureKind.certificateNotVerified),
        ("Server certificate not trusted", .certificateNotVerified),
        ("TLS is required, but our TLS engine is unavailable", .ownTLSUnavailable),
        ("TLSA lookup error for mx.partner.example:25", .daneFailed),
        ("TLS is required, but host mx.partner.example[192.0.2.1] refused to start TLS: 454 no", .refused),
    ])
    func `wordings of other versions`(words: String, kind: FailureKind) {
        let line = """
            Nov 21 06:00:00 mx postfix/smtp[7]: 4XyZ1k2MnPz1: to=<a@partner.example>, orig_to=<b@here>, \
            relay=mx.partner.example[192.0.2.1]:25, conn_use=2, delay=1, delays=0/0/1/0, dsn=4.7.5, status=deferred (\(words))
            """
        let delivery = Cases.deliveries(Cases.events(of: line)).first
        #expect(delivery?.failure == kind)
        #expect(delivery?.recipients == ["a@partner.example"])
        #expect(delivery?.relay == Peer(name: "mx.partner.example", address: "192.0.2.1", port: 25))
    }

    @Test func `a session is not taken for that of a later message, nor of another gateway`() {
        let status = "relay=mx.x.example[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 ok)"
        let session =
            "Trusted TLS connection established to mx.x.example[192.0.2.1]:25: TLSv1.2 with cipher A-B (128/256 bits)"
        let events = Cases.events(
            of: """
                Nov 21 06:00:00 mx postfix/smtp[7]: \(session)
                Nov 21 06:00:00 mx postfix/smtp[7]: AAAAA11: to=<a@x.example>, \(status)
                Nov 21 06:00:00 mx postfix/smtp[7]: AAAAA11: to=<b@x.example>, \(status)
                Nov 21 06:00:00 mx postfix/smtp[8]: AAAAA12: to=<c@x.example>, \(status)
                Nov 21 06:00:00 mx postfix/smtp[7]: AAAAA13: to=<d@x.example>, \(status)
                Nov 21 06:00:00 mx postfix/smtp[7]: AAAAA13: \(session)
                Nov 21 06:00:00 mx postfix/smtp[7]: AAAAA14: to=<e@x.example>, \(status.replacing("192.0.2.1", with: "192.0.2.2"))
                """
        )
        #expect(Cases.deliveries(events).map { $0.tls?.bits } == [128, 128, nil, nil, nil])
    }
}
