import MailServerLog
import Testing

@Suite struct SendmailEventsTests {
    private func deliveries(to recipient: String) throws -> [Delivery] {
        Cases.deliveries(try Cases.events("sendmail-8.17.log")).filter { $0.recipients.contains(recipient) }
    }

    @Test func `a delivery has the session of its connection`() throws {
        let delivery = try #require(try deliveries(to: "a@good.example").first)
        #expect(delivery.status == .sent)
        #expect(delivery.relay == Peer(name: "mx.good.example", address: "127.0.0.1"))
        let session = TLSSession(
            verdict: .trusted,
            protocolName: "TLSv1.2",
            cipher: "ECDHE-ECDSA-AES256-GCM-SHA384",
            bits: 256
        )
        #expect(delivery.tls == session)
    }

    @Test(
        arguments: [
            ("a@self.example", FailureKind.certificateNotVerified, "self-signed certificate"),
            ("a@plain.example", .notOffered, nil), ("a@weak.example", .sessionTooWeak, nil),
            ("a@old.example", .handshakeFailed, "tlsv1 alert protocol version"),
        ] as [(String, FailureKind, String?)]
    )
    func `failures by the access map's demands, per recipient and per server`(
        recipient: String,
        kind: FailureKind,
        detail: String?
    ) throws {
        let found = try deliveries(to: recipient)
        #expect(found.count >= 2)
        for delivery in found {
            #expect(delivery.status == .deferred)
            #expect(delivery.failure == kind)
            #expect(delivery.detail == detail)
        }
    }

    @Test func `several recipients in one line, one refused, and what is only queued`() throws {
        let both = try #require(try deliveries(to: "c@good.example").first)
        #expect(both.recipients == ["c@good.example", "a@good.example"])
        #expect(try deliveries(to: "bad@good.example").map(\.status) == [.bounced])
        #expect(try deliveries(to: "a@expired.example").isEmpty)
    }

    @Test func `a refusal by tls_server and the status that it leads to are one failure`() throws {
        let failures = try Cases.events("sendmail-8.17.log").filter {
            if case .gatewayFailure = $0 { true } else { false }
        }
        #expect(failures.isEmpty)
    }

    @Test func `clients whose handshake failed`() throws {
        let details = try Cases.events("sendmail-8.17.log").compactMap { event in
            if case .clientFailure(let failure) = event { failure.detail } else { nil }
        }
        #expect(details == ["unexpected message", "wrong version number"])
    }

    @Test func `a gateway is refused, and the next one takes the message; older wording`() {
        let events = Cases.events(
            of: """
                Dec  4 10:24:32 c sendmail[32283]: STARTTLS=client, error: connect failed=0, SSL_error=5
                Dec  4 10:24:32 c sendmail[32283]: ruleset=tls_server, arg1=SOFTWARE, relay=mx1.x.example, reject=403 4.7.0 TLS handshake failed.
                Dec  4 10:24:33 c sendmail[32283]: STARTTLS=client, relay=mx2.x.example., version=TLSv1/SSLv3, verify=OK, cipher=AES128-SHA, bits=128/128
                Dec  4 10:24:33 c sendmail[32283]: rB4IOWab032283: to=<a@x.example>, ctladdr=<b@y.example> (0/0), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120020, relay=mx2.x.example. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)
                """
        )
        guard case .gatewayFailure(let failure)? = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(failure.relay.name == "mx1.x.example")
        #expect(failure.kind == .handshakeFailed)
        #expect(Cases.deliveries(events).first?.tls?.protocolName == "TLSv1/SSLv3")
        #expect(Cases.deliveries(events).first?.recipients == ["a@x.example"])
    }

    @Test(arguments: [
        ("403 4.7.0 not authenticated", FailureKind.certificateNotVerified),
        ("503 5.7.0 authentication failed", .certificateNotVerified),
        ("454 4.7.0 CN mx.a.example does not match mx.b.example", .certificateNotVerified),
        ("454 4.7.0 STARTTLS temporarily not possible.", .refused), ("454 4.7.0 DANE check failed.", .daneFailed),
        ("403 4.7.0 encryption too weak 56 less than 128", .sessionTooWeak),
    ])
    func `the ruleset's messages`(words: String, kind: FailureKind) {
        #expect(FailureKind(sendmail: Substring(words)) == kind)
    }

    @Test(arguments: ["451 4.7.0 not authenticated", "454 4.7.0 Temporary authentication failure", "User unknown", ""])
    func `others' words are not taken for them`(words: String) {
        #expect(FailureKind(sendmail: Substring(words)) == nil)
    }
}
