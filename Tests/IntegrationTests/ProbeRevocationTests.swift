import Foundation
import MailLab
import Testing

/// Revocation, weaker offers, and what Postfix's own client says of the same gateways.
@Suite(.probeLab) struct ProbeRevocationTests {
    private var lab: ProbeLab { get throws { try #require(ProbeLabTrait.lab) } }

    private func gateway(_ arguments: String...) throws -> [String: Any] {
        let end = try lab.run(["--format", "json", "--config", "/none"] + arguments)
        let object = try JSONSerialization.jsonObject(with: Data(end.standardOutput.utf8)) as? [String: Any]
        return try #require((object?["gateways"] as? [[String: Any]])?.first, "\(end.standardError)")
    }

    @Test func `a list tells a revoked certificate`() throws {
        let list = try lab.revocationList
        let revoked = try gateway("revoked.example", "--crl", list)
        #expect(revoked["confidence"] as? Int == 90)
        #expect((revoked["explanation"] as? String)?.contains("revoked") == true)
        #expect(revoked["revocation"] as? String == "revoked, by the CA's list")
        let good = try gateway("good.example", "--crl", list)
        #expect(good["confidence"] as? Int == 100)
        #expect(good["revocation"] as? String == "not revoked, by the CA's list")
        #expect(try gateway("revoked.example")["revocation"] == nil)
        let foreign = try gateway("private-ca.example", "--crl", list)
        #expect((foreign["revocation"] as? String)?.hasPrefix("unknown") == true)
    }

    @Test func `a stapled response tells a revoked certificate`() throws {
        let good = try gateway("stapled-good.example")
        #expect(good["revocation"] as? String == "not revoked, by the stapled OCSP response")
        #expect(good["confidence"] as? Int == 100)
        let revoked = try gateway("stapled-revoked.example")
        #expect(revoked["revocation"] as? String == "revoked, by the stapled OCSP response")
        #expect(revoked["confidence"] as? Int == 90)
        #expect(revoked["trusted"] as? Bool == false)
        #expect(revoked["result"] as? String == "certificate-not-trusted")
    }

    @Test func `a stapled response that holds for ever says nothing of today`() throws {
        let gateway = try gateway("stapled-endless.example")
        let reason = "unknown: the stapled OCSP response does not say until when it holds"
        #expect(gateway["revocation"] as? String == reason)
    }

    @Test func `a stapled response of a root that the gateway does not send is heard`() throws {
        let revoked = try gateway("stapled-by-root.example", "--timeout", "2")
        #expect((revoked["chain"] as? [Any])?.count == 1)
        #expect(revoked["revocation"] as? String == "revoked, by the stapled OCSP response")
        #expect(revoked["confidence"] as? Int == 90)
    }

    @Test func `weaker offers are made one at a time, and what cannot be offered is not tested`() throws {
        func answers(_ state: String) throws -> [String: String] {
            let offers = try gateway("\(state).example", "--weak")["weaker"] as? [[String: Any]] ?? []
            return Dictionary(
                offers.map { ($0["offer"] as? String ?? "", $0["answer"] as? String ?? "") },
                uniquingKeysWith: { first, _ in first }
            )
        }
        let untested = ["SSLv3", "RC4", "3DES", "EXPORT"].reduce(into: [:]) { $0[$1] = "not_tested" }
        let found = try answers("weak-key")
        #expect(
            found
                == [
                    "TLSv1": "refused", "TLSv1.1": "refused", "anonymous ciphers": "refused",
                    "NULL ciphers": "accepted",
                ].merging(untested) { first, _ in first }
        )
        let old = try answers("old-tls")
        #expect(old["TLSv1"] == "accepted")
        #expect(old["TLSv1.1"] == nil)
    }

    /// States, and how posttls-finger(1) names the connection.
    static let compared = [
        ("good", "Verified"), ("weak-key", "Untrusted"), ("organisation", "Verified"), ("expired", "Untrusted"),
        ("not-yet", "Untrusted"), ("wrong-name", "Untrusted"), ("self-signed", "Untrusted"),
        ("no-intermediate", "Untrusted"), ("long-chain", "Untrusted"), ("short-key", "Verified"),
        ("too-short-key", "Untrusted"),
        ("private-ca", "Untrusted"), ("anonymous", "Anonymous"), ("no-tls", ""),
    ]

    @Test(arguments: compared) func `Postfix's own client says the same`(_ state: String, _ status: String) throws {
        let lab = try lab
        let ours = try gateway("\(state).example")
        let level = state == "anonymous" ? "encrypt" : "secure"
        let theirs = try ChildProcess.run(
            "posttls-finger",
            [
                "-c", "-l", level, "-F", lab.root.rootFile, "-p", ">=TLSv1", "-o",
                "tls_medium_cipherlist=ALL:@SECLEVEL=0",
                "-g", "medium", "[\(ProbeLab.address(state))]:\(lab.port)", "mx.\(state).example",
            ],
            environment: ["MAIL_CONFIG": lab.postfix.configuration]
        )
        let said = theirs.standardOutput + theirs.standardError
        guard !status.isEmpty else {
            #expect(!said.contains("TLS connection established"), "\(said)")
            #expect(ours["result"] as? String == "starttls-not-supported")
            return
        }
        #expect(said.contains("\(status) TLS connection established"), "\(said)")
        let tls = try #require(ours["tls"] as? [String: Any])
        let line = "\(try #require(tls["protocol"] as? String)) with cipher \(try #require(tls["cipher"] as? String))"
        #expect(said.contains(line), "\(line): \(said)")
        #expect(said.contains("(\(try #require(tls["bits"] as? Int))/"))
        let isTrusted = ours["trusted"] as? Bool ?? false
        #expect((isTrusted && ours["matched_name"] != nil) == (status == "Verified"))
        // Its words for what does not verify.
        #expect(said.contains("hostname mismatch") == (isTrusted && ours["matched_name"] == nil), "\(said)")
    }
}
