import MandateCore
import Testing

@testable import Milter

/// One normalised observation comes out of what Postfix and Sendmail call the same and mean differently.
struct MilterObservationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let macros: Macros
        let encryption: String
        let certificate: String

        init(_ description: String, _ macros: Macros, _ encryption: String, certificate: String) {
            testDescription = description
            self.macros = macros
            self.encryption = encryption
            self.certificate = certificate
        }
    }

    private static let tls13 = "TLSv1.3 TLS_AES_256_GCM_SHA384 256"

    static let postfix = [
        Case("in the clear", .postfix, "in the clear", certificate: "none"),
        Case("encrypted", .postfixEncrypted, tls13, certificate: "none"),
        Case(
            "trusted",
            .postfixTrusted,
            tls13,
            certificate: "trusted, name mail1.hella.com, issuer Lab Root CA"
        ),
        Case(
            "trusted, without a common name",
            .postfixTrusted.with("{cert_subject}"),
            tls13,
            certificate: "trusted, no name, issuer Lab Root CA"
        ),
        Case(
            "trusted, without an issuer's name",
            .postfixTrusted.without("{cert_issuer}"),
            tls13,
            certificate: "trusted, name mail1.hella.com, no issuer"
        ),
        Case(
            "a common name that looks like xtext is none",
            .postfixTrusted.with("{cert_subject} a+2Bb+20c"),
            tls13,
            certificate: "trusted, name a+2Bb+20c, issuer Lab Root CA"
        ),
        Case(
            "Sendmail's macros mean nothing to it",
            .postfixEncrypted.with("{verify} OK\n{cn_subject} mail1.hella.com\n{cn_issuer} Lab+20Root+20CA"),
            tls13,
            certificate: "none"
        ),
        Case(
            "a new protocol",
            .postfixEncrypted.with("{tls_version} TLSv1.4"),
            "TLSv1.4 TLS_AES_256_GCM_SHA384 256",
            certificate: "none"
        ),
        Case(
            "bits that are none",
            .postfixEncrypted.with("{cipher_bits} many"),
            "TLSv1.3 TLS_AES_256_GCM_SHA384 0",
            certificate: "none"
        ),
        Case(
            "bits below zero",
            .postfixEncrypted.with("{cipher_bits} -256"),
            "TLSv1.3 TLS_AES_256_GCM_SHA384 0",
            certificate: "none"
        ),
        Case(
            "bits beyond any cipher",
            .postfixEncrypted.with("{cipher_bits} 99999999999999999999"),
            "TLSv1.3 TLS_AES_256_GCM_SHA384 0",
            certificate: "none"
        ),
        Case(
            "more bits than any cipher has",
            .postfixEncrypted.with("{cipher_bits} 513"),
            "TLSv1.3 TLS_AES_256_GCM_SHA384 0",
            certificate: "none"
        ),
        Case(
            "bits and cipher not sent",
            .postfixEncrypted.without("{cipher_bits}", "{cipher}"),
            "TLSv1.3  0",
            certificate: "none"
        ),
    ]

    static let sendmail = [
        Case("in the clear", .sendmail, "in the clear", certificate: "not visible"),
        Case(
            "in the clear, macros sent empty",
            .sendmail.with("{tls_version}\n{cipher}\n{cipher_bits}\n{verify} NONE"),
            "in the clear",
            certificate: "none"
        ),
        Case("no certificate sent", .sendmailEncrypted, tls13, certificate: "none"),
        Case("not asked for one", .sendmailEncrypted.with("{verify} NOT"), tls13, certificate: "none"),
        Case(
            "trusted",
            .sendmailTrusted,
            tls13,
            certificate: "trusted, name mail1.hella.com, issuer Lab Root CA"
        ),
        Case(
            "not trusted, with the names that its owner chose",
            .sendmailTrusted.with("{verify} FAIL"),
            tls13,
            certificate: "not trusted"
        ),
        Case(
            "trusted, without a common name",
            .sendmailTrusted.with("{cn_subject} BadCertificateUnknown"),
            tls13,
            certificate: "trusted, name BadCertificateUnknown, issuer Lab Root CA"
        ),
        Case(
            "trusted, without any name",
            .sendmailTrusted.with("{cn_subject}\n{cn_issuer}"),
            tls13,
            certificate: "trusted, no name, no issuer"
        ),
        Case(
            "trusted; its distinguished name is another's",
            .sendmailTrusted.with("{cert_subject} /CN=mail1.evil.example\n{cert_issuer} /CN=Evil+20CA"),
            tls13,
            certificate: "trusted, name mail1.hella.com, issuer Lab Root CA"
        ),
        Case(
            "trusted; only distinguished names are sent",
            .sendmailTrusted.without("{cn_subject}", "{cn_issuer}"),
            tls13,
            certificate: "trusted, no name, no issuer"
        ),
        Case(
            "a name with a control character in it is none",
            .sendmailTrusted.with("{cn_subject} mail1.hella.com+00.evil.example"),
            tls13,
            certificate: "trusted, no name, issuer Lab Root CA"
        ),
        Case(
            "a name that is no xtext is none",
            .sendmailTrusted.with("{cn_issuer} Lab+2"),
            tls13,
            certificate: "trusted, name mail1.hella.com, no issuer"
        ),
        Case("{verify} not asked for", .sendmailTrusted.without("{verify}"), tls13, certificate: "not visible"),
    ]

    @Test(arguments: postfix)
    func `Postfix tells names of trusted certificates alone, as they are`(_ example: Case) {
        Self.check(example)
    }

    @Test(arguments: sendmail)
    func `Sendmail tells names of all certificates, and which of them it could verify`(_ example: Case) {
        Self.check(example)
    }

    @Test(arguments: ["TEMP", "PROTOCOL", "SOFTWARE", "CONFIG", "CLEAR", "DANE_FAIL", "TRUSTED", "ok", "OK "])
    func `a verification that came to nothing is not taken for one`(verify: String) {
        let observation = MilterObservation { Macros.sendmailTrusted.with("{verify} \(verify)")[$0] }.observation
        #expect(observation.certificate == .notVisible)
    }

    @Test func `of a server that is neither, only the cipher is believed`() {
        Self.check(Case("no macros", Macros(""), "not visible", certificate: "not visible"))
        Self.check(Case("no version", .stranger, "not visible", certificate: "not visible"))
        Self.check(
            Case("TLS", .postfixTrusted.without("v"), Self.tls13, certificate: "not visible")
        )
        let client = MilterObservation { Macros.stranger[$0] }
        #expect(client.clientName == "unknown")
        #expect(client.clientAddress == "192.0.2.25")
        #expect(MilterObservation { Macros("")[$0] }.clientAddress == "")
    }

    @Test(
        arguments: [
            (Macros.postfix, "mailout.partner.example"),
            (.postfix.with("{client_name} unknown"), "unknown"),
            (.postfix.without("{client_name}"), "unknown"),
            (.sendmail, "mailout.partner.example"),
            (.sendmail.with("{client_resolve} FORGED"), "unknown"),
            (.sendmail.with("{client_resolve} FAIL\n{client_name} [192.0.2.25]"), "unknown"),
            (.sendmail.with("{client_resolve} TEMP"), "unknown"),
            (.sendmail.without("{client_resolve}"), "unknown"),
            (.sendmail.without("{client_name}"), "unknown"),
        ]
    )
    func `a client's name counts only where the mail server has verified it`(macros: Macros, name: String) {
        #expect(MilterObservation { macros[$0] }.clientName == name)
    }

    @Test(
        arguments: [
            (Macros.postfix, "192.0.2.25"),
            (.postfix.with("{client_addr} 2001:db8::25"), "2001:db8::25"),
            (.postfix.without("{client_port}"), "192.0.2.25"),
            (.postfix.with("{client_addr} 127.0.0.1"), "127.0.0.1"),
            (.postfix.without("{client_addr}"), ""),
            (.postfix.with("{client_addr} IPv6:2001:db8::25"), "2001:db8::25"),
            (.postfixLocal, nil),
            (.postfixLocal.with("{client_addr} ::1"), nil),
            // smtpd(8) has no other port for a client of which a proxy tells none (XCLIENT).
            (.postfix.with("{client_port} 0"), "192.0.2.25"),
            (.sendmail.with("{client_addr} IPv6:2001:db8::25"), "2001:db8::25"),
            // Only Postfix pretends a client.
            (.sendmail.with("{client_port} 0"), "192.0.2.25"),
            (.stranger.with("{client_port} 0"), "192.0.2.25"),
        ] as [(Macros, String?)]
    )
    func `mail that came by no session is told from a session whose client is not told`(
        macros: Macros,
        address: String?
    ) {
        #expect(MilterObservation { macros[$0] }.clientAddress == address)
    }

    @Test func `what is sent empty is not there`() {
        let observed = MilterObservation { Macros("i\n{msg_id}\n{auth_authen}\nv")[$0] }
        #expect(observed.queueID == nil)
        #expect(observed.messageID == nil)
        #expect(observed.authenticated == nil)
        #expect(observed.server == .unknown)
    }

    private static func check(_ example: Case) {
        let observation = MilterObservation { example.macros[$0] }.observation
        let encryption: String =
            switch observation.encryption {
            case .absent: "in the clear"
            case .notVisible: "not visible"
            case .value(let found): "\(found.protocolName) \(found.cipher) \(found.bits)"
            }
        #expect(encryption == example.encryption, "\(example.testDescription)")
        #expect(words(observation.certificate) == example.certificate, "\(example.testDescription)")
    }

    private static func words(_ certificate: Fact<Observation.PeerCertificate>) -> String {
        switch certificate {
        case .absent: return "none"
        case .notVisible: return "not visible"
        case .value(let found):
            guard found.fingerprints == .notVisible else { return "with pins, which no mail server tells a milter" }
            if !found.isTrusted {
                return found.subject == .absent && found.issuer == .absent
                    ? "not trusted" : "names that nobody vouches for"
            }
            let name = found.subject.value.map { "name \($0)" } ?? "no name"
            let issuer = found.issuer.value.map { "issuer \($0)" } ?? "no issuer"
            return "trusted, \(name), \(issuer)"
        }
    }
}
