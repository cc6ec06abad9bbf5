import Foundation
import MailLab
import Testing

/// Gateways held against signed TLSA records, as Postfix has OpenSSL hold them (RFC 7672, section 3).
@Suite(.probeLab) struct ProbeDANETests {
    private var lab: ProbeLab { get throws { try #require(ProbeLabTrait.lab) } }

    private func gateway(_ domain: String) throws -> [String: Any] {
        let (reports, _, errors) = try lab.reports(domain)
        return try #require((reports.first?["gateways"] as? [[String: Any]])?.first, "\(errors)")
    }

    /// States, the name that a sender looks for besides the gateway's, and whether a record matches.
    static let vouched = [
        ("dane", "mx.dane.example", true), ("dane-wrong", "mx.dane-wrong.example", false),
        ("organisation", "mx.organisation.example", true),
        // The gateway's own key, in a record for its CA.
        ("dane-leaf", "mx.dane-leaf.example", false),
        // A certificate for the domain alone.
        ("dane-next-hop", "dane-next-hop.example", true),
        // The key of a CA that the gateway does not send.
        ("dane-root-key", "mx.dane-root-key.example", true),
    ]

    @Test(arguments: vouched)
    func `TLSA records match as OpenSSL's own client says`(_ state: String, _ name: String, _ isMatched: Bool) throws {
        let lab = try lab
        let said = try gateway("\(state).example")["tlsa"] as? String
        #expect(said == (isMatched ? "a signed TLSA record matches" : "no signed TLSA record matches"))
        let theirs = try ChildProcess.run(
            "openssl",
            [
                "s_client", "-starttls", "smtp", "-connect", "\(ProbeLab.address(state)):\(lab.port)", "-servername",
                "mx.\(state).example", "-dane_tlsa_domain", name, "-dane_ee_no_namechecks", "-dane_tlsa_rrdata",
                try #require(lab.records[state]),
            ]
        )
        #expect(theirs.standardOutput.contains("Verification: OK") == isMatched, "\(theirs.standardOutput)")
    }

    @Test func `where the domain is an alias, a certificate for what it stands for does`() throws {
        #expect(try gateway("moved.dane-next-hop.example")["tlsa"] as? String == "a signed TLSA record matches")
    }
}
