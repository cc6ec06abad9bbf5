import Foundation
import MailLab
import Testing

/// `tlsmandate probe` against real gateways in each state that the partner documents know, good and bad.
@Suite(.probeLab) struct ProbeTests {
    /// What a state of a gateway is told as.
    struct Expectation: Sendable, CustomTestStringConvertible {
        let state: String
        /// nil: not tested.
        let confidence: Int?
        var negative: String?
        var result: String?
        /// In the explanation, or, where it was not tested, in the reason.
        var words = ""
        /// Stages that are not ok, with their outcome.
        var stages: [String: String] = [:]
        /// Of each stage: long, but where nothing is to come within it.
        var timeout = 60
        let code: Int32

        var testDescription: String { state }
    }

    static let expectations = [
        Expectation(state: "good", confidence: 100, code: 0),
        Expectation(
            state: "no-tls",
            confidence: 0,
            negative: "no_tls",
            result: "starttls-not-supported",
            words: "does not offer STARTTLS",
            stages: ["tls_advertised": "fail", "tls_negotiated": "fail", "certificate": "fail", "secure": "fail"],
            code: 1
        ),
        Expectation(
            state: "old-tls",
            confidence: 50,
            negative: "old_protocol",
            result: "validation-failure",
            words: "TLSv1.1 at best",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "null-cipher",
            confidence: 0,
            negative: "no_tls",
            result: "validation-failure",
            words: "protects nothing",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "expired",
            confidence: 90,
            negative: "invalid_certificate",
            result: "certificate-expired",
            words: "expired at",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "not-yet",
            confidence: 90,
            negative: "invalid_certificate",
            result: "certificate-not-trusted",
            words: "is not valid before",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "wrong-name",
            confidence: 90,
            negative: "invalid_certificate",
            result: "certificate-host-mismatch",
            words: "is for mx.good.example, not for mx.wrong-name.example",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "self-signed",
            confidence: 90,
            negative: "invalid_certificate",
            result: "certificate-not-trusted",
            words: "self-signed",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "no-intermediate",
            confidence: 90,
            negative: "invalid_certificate",
            result: "certificate-not-trusted",
            words: "chain is broken",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "private-ca",
            confidence: 90,
            negative: "invalid_certificate",
            result: "certificate-not-trusted",
            words: "none of the CAs that are trusted here",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "anonymous",
            confidence: 90,
            negative: "invalid_certificate",
            result: "certificate-not-trusted",
            words: "shows no certificate",
            stages: ["certificate": "fail"],
            code: 1
        ),
        Expectation(
            state: "hangs-up",
            confidence: 0,
            negative: "no_tls",
            result: "validation-failure",
            words: "ended the connection",
            stages: [
                "tls_negotiated": "fail", "certificate": "not_tested", "secure": "not_tested", "sender": "not_tested",
                "recipient": "not_tested",
            ],
            code: 1
        ),
        Expectation(
            state: "injection",
            confidence: 0,
            negative: "no_tls",
            result: "starttls-not-supported",
            words: "octets in the clear",
            stages: [
                "tls_advertised": "fail", "tls_negotiated": "not_tested", "certificate": "not_tested",
                "secure": "not_tested", "sender": "not_tested", "recipient": "not_tested",
            ],
            code: 1
        ),
        Expectation(
            state: "two-lines",
            confidence: 0,
            negative: "no_tls",
            result: "starttls-not-supported",
            stages: ["tls_advertised": "fail", "tls_negotiated": "fail", "certificate": "fail", "secure": "fail"],
            code: 1
        ),
        Expectation(
            state: "no-ehlo",
            confidence: 0,
            negative: "no_tls",
            result: "starttls-not-supported",
            words: "knows no EHLO",
            stages: [
                "ehlo": "fail", "tls_advertised": "fail", "tls_negotiated": "not_tested", "certificate": "not_tested",
                "secure": "not_tested", "sender": "not_tested", "recipient": "not_tested",
            ],
            code: 1
        ),
        Expectation(
            state: "asks-certificate",
            confidence: 100,
            stages: ["secure": "fail", "sender": "not_tested", "recipient": "not_tested"],
            code: 1
        ),
        Expectation(state: "busy", confidence: nil, words: "421 4.7.0 too many connections", code: 3),
        Expectation(state: "hangs", confidence: nil, words: "no answer within the time limit", timeout: 2, code: 3),
        Expectation(
            state: "late-banner",
            confidence: nil,
            words: "no answer within the time limit",
            timeout: 2,
            code: 3
        ),
        Expectation(state: "unreachable", confidence: nil, words: "Connection refused", code: 3),
        Expectation(state: "starttls-later", confidence: nil, words: "454 4.7.0 TLS not available", code: 3),
    ]

    private var lab: ProbeLab { get throws { try #require(ProbeLabTrait.lab) } }

    @Test(arguments: expectations) func `each state of a gateway is told as what it is`(_ expected: Expectation) throws
    {
        let (reports, code, errors) = try lab.reports("\(expected.state).example", "--timeout", "\(expected.timeout)")
        let report = try #require(reports.first, "\(errors)")
        let gateway = try #require((report["gateways"] as? [[String: Any]])?.first, "\(report)")
        #expect(gateway["host"] as? String == "mx.\(expected.state).example")
        #expect(gateway["confidence"] as? Int == expected.confidence)
        #expect(report["confidence"] as? Int == expected.confidence)
        #expect(gateway["negative"] as? String == expected.negative)
        #expect(gateway["result"] as? String == expected.result)
        let words = (gateway["explanation"] ?? gateway["untested_reason"]) as? String ?? ""
        #expect(expected.words.isEmpty || words.contains(expected.words), "\(words)")
        #expect((gateway["remedy"] == nil) == (expected.negative == nil))
        if expected.confidence != nil {
            let stages = try #require(gateway["stages"] as? [[String: Any]])
            #expect(stages.count == 9)
            var bad: [String: String] = [:]
            for stage in stages {
                let outcome = stage["outcome"] as? String
                if outcome != "ok" { bad[stage["stage"] as? String ?? ""] = outcome }
            }
            #expect(bad == expected.stages)
        }
        #expect(code == expected.code)
    }

    @Test func `a gateway that floods a session with tickets is left`() throws {
        let lab = try lab
        let port = try LoopbackPort.free()
        let options = TLSOptions(minimum: .tls1_3, maximum: .tls1_3, certificate: lab.certificates["good"])
        // Each has some two hundred octets.
        let sink = try TLSSink(host: "127.0.0.1", port: port, TLSSink.Settings(tls: options, tickets: 10_000))
        let (reports, _, errors) = try lab.reports("--connect", "127.0.0.1:\(port)")
        let gateway = try #require((reports.first?["gateways"] as? [[String: Any]])?.first, "\(errors)")
        let secure = (gateway["stages"] as? [[String: Any]])?.first { $0["stage"] as? String == "secure" }
        #expect(secure?["outcome"] as? String == "not_tested")
        #expect(secure?["detail"] as? String == "the gateway sent more than 1048576 octets")
        #expect(sink.connections == 1)
    }

    @Test func `a late banner is waited for`() throws {
        let (reports, code, _) = try lab.reports("late-banner.example")
        let gateway = try #require((reports.first?["gateways"] as? [[String: Any]])?.first)
        #expect(gateway["negative"] as? String == "invalid_certificate")
        let answer = (gateway["stages"] as? [[String: Any]])?.first { $0["stage"] as? String == "answer" }
        #expect(answer?["milliseconds"] as? Int ?? 0 >= 2900)
        #expect(code == 1)
    }

    @Test func `greylisting leaves the recipient untested and the rest as it is`() throws {
        let (reports, _, _) = try lab.reports("greylist.example")
        let gateway = try #require((reports.first?["gateways"] as? [[String: Any]])?.first)
        let stages = try #require(gateway["stages"] as? [[String: Any]])
        #expect(stages.last?["outcome"] as? String == "not_tested")
        #expect((stages.last?["detail"] as? String)?.contains("450 4.2.0") == true)
        #expect(gateway["tls"] != nil)
    }

    @Test func `the table is that of the documents`() throws {
        let end = try lab.probe("several.example", "--trace", "--config", lab.folder.path("none.yaml"))
        #expect(end.status == .exited(1), "\(end.standardError)")
        let lines = end.standardOutput.split(separator: "\n").map(String.init)
        #expect(lines.first == "Confidence factor for \"several.example\": 50")
        let head = try #require(lines.first { $0.hasPrefix("MX Server") })
        #expect(
            head.split(separator: " ").joined(separator: " ")
                == "MX Server Pref Connect Answer EHLO TLS Adv TLS Neg Cert Secure Sender Rcpt"
        )
        let good = try #require(lines.firstIndex { $0.hasPrefix("mx.good.example [127.0.0.2:\(try lab.port)]") })
        let bad = try #require(lines.firstIndex { $0.hasPrefix("mx.no-tls.example [") })
        #expect(good < bad)
        #expect(lines[good].components(separatedBy: "OK (").count == 10)
        #expect(lines[bad].components(separatedBy: "FAIL").count == 5)
        #expect(lines.contains { $0.hasPrefix("Average") && $0.contains("50%") })
        #expect(lines.contains { $0.contains("-->STARTTLS") })
        #expect(lines.contains { $0.contains("<--220 2.0.0 Ready to start TLS") })
        #expect(!end.standardOutput.contains("DATA\r") && !end.standardOutput.contains("-->DATA"))
        #expect(lines.contains { $0.contains("-->QUIT") })
        #expect(!end.standardOutput.contains("\u{1B}["))
    }

    @Test func `what the DNS says decides what is tested`() throws {
        let lab = try lab
        #expect(try lab.reports("nowhere.example").code == 3)
        #expect(try lab.reports("null-mx.example").code == 3)
        let missing = try lab.reports("missing.example")
        #expect(missing.code == 3)
        #expect(missing.reports.first?["problem"] as? String == "there is no such domain")
        // The implicit MX; the certificate names another host.
        let direct = try lab.reports("direct.example")
        #expect(
            ((direct.reports.first?["gateways"] as? [[String: Any]])?.first)?["host"] as? String == "direct.example"
        )
        let silent = try ChildProcess.run(
            try Gateway.executable,
            [
                "probe", "good.example", "--resolver", "127.0.0.1:1", "--timeout", "1", "--config", "/none", "--format",
                "json",
            ]
        )
        #expect(silent.status == .exited(3))
    }

    @Test func `signed TLSA records are held against the certificate`() throws {
        let lab = try lab
        let (right, _, _) = try lab.reports("dane.example")
        #expect(right.first?["dnssec"] as? String == "secure")
        let gateway = try #require((right.first?["gateways"] as? [[String: Any]])?.first)
        #expect(gateway["tlsa"] as? String == "a signed TLSA record matches")
        let (wrong, _, _) = try lab.reports("dane-wrong.example")
        let other = try #require((wrong.first?["gateways"] as? [[String: Any]])?.first)
        #expect(other["tlsa"] as? String == "no signed TLSA record matches")
        let (forged, code, _) = try lab.reports("forged.example")
        #expect(code == 3)
        #expect(forged.first?["dnssec"] as? String == "bogus")
    }

    @Test func `one gateway is tested by name and port`() throws {
        let lab = try lab
        let (reports, code, errors) = try lab.reports("--connect", "mx.good.example:\(lab.port)")
        #expect(code == 0, "\(errors)")
        let gateway = try #require((reports.first?["gateways"] as? [[String: Any]])?.first)
        #expect(gateway["matched_name"] as? String == "mx.good.example")
        let chain = try #require(gateway["chain"] as? [[String: Any]])
        try #require(chain.count == 2)
        #expect(chain[0]["issuer_common_name"] as? String == "Lab Issuing CA")
        #expect(chain[0]["key_bits"] as? Int == 256)
        #expect(chain[0]["fingerprint"] as? String == lab.certificates["good"]?.fingerprint.certificate)
        #expect(chain[0]["public_key_fingerprint"] as? String == lab.certificates["good"]?.fingerprint.publicKey)
        let tls = try #require(gateway["tls"] as? [String: Any])
        #expect(tls["protocol"] as? String == "TLSv1.3")
        #expect(tls["bits"] as? Int == 256)
    }

    @Test func `a CA is trusted by OpenSSL's file as by its folder`() throws {
        let lab = try lab
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (hashed, empty) = (try folder.folder("hashed"), try folder.folder("empty"))
        _ = try hashed.write(try String(contentsOfFile: lab.root.rootFile, encoding: .utf8), to: "root.pem")
        try ChildProcess.output(of: "openssl", ["rehash", hashed.path])
        let nothing = try folder.write("", to: "none.pem")
        let expected: [([String: String], Int32)] = [
            (["SSL_CERT_DIR": hashed.path, "SSL_CERT_FILE": nothing], 0),
            (["SSL_CERT_DIR": empty.path, "SSL_CERT_FILE": lab.root.rootFile], 0),
            (["SSL_CERT_DIR": empty.path, "SSL_CERT_FILE": nothing], 1),
        ]
        for (trusted, code) in expected {
            let end = try lab.run(["good.example", "--config", "/none"], trusted: trusted)
            #expect(end.status == .exited(code), "\(trusted) \(end.standardOutput)")
        }
    }

    @Test func `results that cannot be written are an error`() throws {
        let lab = try lab
        for format in ["text", "json", "prometheus"] {
            let end = try ChildProcess.run(
                "sh",
                [
                    "-c", #""$@" >/dev/full"#, "sh", try Gateway.executable, "probe", "good.example", "--format",
                    format,
                    "--resolver", "127.0.0.1:\(lab.dns.port)", "--port", "\(lab.port)", "--config", "/none",
                ]
            )
            #expect(end.status == .exited(74))
            #expect(end.standardError.contains("could not be written whole: No space left on device"))
        }
    }

    @Test func `a revocation list that cannot be read is told by its name`() throws {
        let (reports, code, _) = try lab.reports("good.example", "--crl", "/none")
        #expect(code == 3)
        #expect(
            reports.first?["problem"] as? String
                == "the revocation list '/none' cannot be read: No such file or directory"
        )
    }

    @Test func `wrong calls are usage errors`() throws {
        let lab = try lab
        #expect(try lab.probe().status == .exited(64))
        #expect(try lab.probe("a.example", "--all").status == .exited(64))
        #expect(try lab.probe("a.example", "--from", "a b").status == .exited(64))
        #expect(try lab.probe("--connect", "mx:0").status == .exited(64))
        #expect(try lab.probe("").status == .exited(64))
        for address in ["127.0.0.1", "[::1]"] {
            let end = try lab.probe(address)
            #expect(end.status == .exited(64))
            #expect(end.standardError.contains("--connect tests it"))
        }
    }
}
