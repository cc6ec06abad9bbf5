import MailLab
import Testing

@Suite struct BadRequestsTests {
    static let bad: [(name: String, request: String, reason: String)] = [
        ("no equals sign", "request=smtpd_access_policy\nprotocol_state\n\n", "line 2 is not NAME=VALUE"),
        ("NUL", "request=smtpd_access_policy\nsender=a\0b\n\n", "control character"),
        ("carriage returns", "request=smtpd_access_policy\r\n\r\n\n", "control character"),
        ("another protocol", "GET / HTTP/1.1\n\n", "line 1 is not NAME=VALUE"),
        ("another request", "request=junk_mail\n\n", "request=smtpd_access_policy is missing"),
        ("empty", "\n", "request=smtpd_access_policy is missing"),
        (
            "absurd key size", "request=smtpd_access_policy\nencryption_keysize=99999\n\n",
            "encryption_keysize is not a number"
        ),
        (
            "negative key size", "request=smtpd_access_policy\nencryption_keysize=-1\n\n",
            "encryption_keysize is not a number"
        ),
        (
            "doubled attribute", "request=smtpd_access_policy\nsender=a@strict.example\nsender=b@nobody.example\n\n",
            "attribute sender is given twice"
        ),
        ("never-ending", String(repeating: "a=b\n", count: 20_000), "more than 65536 octets"),
        (
            "one endless line", "request=smtpd_access_policy\nsender=" + String(repeating: "x", count: 20_000) + "\n\n",
            "line 2 has more than"
        ),
    ]

    @Test func `a bad request gets no answer, its cause is logged, and other connections are unharmed`() throws {
        let service = try Service()
        let other = try service.client()
        for (name, request, reason) in Self.bad {
            let client = try service.client()
            try? client.send(request)
            guard case .closed(let received) = client.answer() else {
                Issue.record("\(name): not closed")
                continue
            }
            #expect(received.isEmpty, "\(name): answered \(received)")
            try service.awaitLog(reason)
            #expect(try service.ask(other).hasPrefix("550 5.7.1 "), "\(name)")
        }
    }

    @Test(arguments: [
        "info@strict.example.", "info@STRICT.EXAMPLE", "\"a@b\"@strict.example", "a@b@strict.example",
        "@other.example:info@strict.example",
        "info@\u{FF53}trict.example", "info@str\u{AD}ict.example",
        String(repeating: "x", count: 10_000) + "@strict.example",
    ])
    func `an odd address does not hide its domain`(_ sender: String) throws {
        let service = try Service()
        #expect(try service.ask(try service.client(), sender: sender).hasPrefix("550 5.7.1 "))
    }

    @Test(arguments: [
        "info@ab--cd.wide.example", "info@-a.wide.example", "x@\u{FF41}.wide.example",
        "x@\(String(repeating: "l", count: 300)).wide.example", "x@8\u{80}bit.wide.example",
    ])
    func `a name that IDNA refuses stays below its parent`(_ sender: String) throws {
        let service = try Service(agreements: [
            "wide": "partner: Wide\ndomains: [\"*.wide.example\"]\ninbound: { level: encrypt, on-violation: reject }\n"
        ])
        #expect(try service.ask(try service.client(), sender: sender).hasPrefix("550 5.7.1 "))
    }
}
