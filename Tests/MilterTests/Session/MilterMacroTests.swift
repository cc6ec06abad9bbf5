import Testing

@testable import Milter

/// What is asked for at which step: what is not asked for does not come.
struct MilterMacroTests {
    @Test func `a list that is asked for replaces the step's own, so MAIL's has all of TLS and of the client`() {
        let names = Set(MilterMacro.atMail.map(\.rawValue))
        let needed: Set<String> = [
            "v", "i", "{client_addr}", "{client_name}", "{client_port}", "{client_resolve}", "{tls_version}",
            "{cipher}",
            "{cipher_bits}", "{verify}", "{cert_subject}", "{cert_issuer}", "{cn_subject}", "{cn_issuer}",
            "{auth_authen}", "{mail_addr}",
        ]
        #expect(names == needed)
    }

    @Test func `every macro that decisions go by is asked for at some step`() {
        let asked =
            MilterMacro.atMail + MilterMacro.atRecipient + MilterMacro.atData + MilterMacro.atEndOfMessage
        #expect(Set(asked) == Set(MilterMacro.allCases))
        #expect(MilterMacro.atRecipient.contains(.recipient))
    }

    @Test func `the queue id is asked for wherever a record is made`() {
        for list in [MilterMacro.atRecipient, MilterMacro.atData, MilterMacro.atEndOfMessage] {
            #expect(list.contains(.queueID))
        }
    }

    @Test func `no step asks for more macros than Sendmail gives one`() {
        // MAXFILTERMACROS of Sendmail's milter.c.
        #expect(MilterMacro.allCases.count < 50)
    }
}
