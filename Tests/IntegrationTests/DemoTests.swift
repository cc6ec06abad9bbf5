import MailLab
import Testing

@Suite struct DemoTests {
    @Test func `the demo shows two refusals and an acceptance, the reason, and the journal`() throws {
        let demo = try #require(Executable.built("Demo"))
        let finished = try ChildProcess.run(demo)
        #expect(finished.status == .exited(0), "\(finished.standardError)")
        #expect(
            finished.standardOutput.contains(
                "550 5.7.1 <one@example.com>: Recipient address rejected: TLS agreement with HELLA"
            )
        )
        #expect(finished.standardOutput.contains("(protocol-too-old)"))
        #expect(finished.standardOutput.contains("250 2.0.0 Ok: queued as"))
        #expect(
            finished.standardOutput.contains(
                "VIOLATED: hella inbound minimum-protocol: required TLSv1.2, observed TLSv1.1"
            )
        )
        let listed = finished.standardOutput.split(separator: "\n").filter { $0.contains("mail1.hella.com[") }
        #expect(listed.contains { $0.contains(" accept ") }, "\(finished.standardOutput)")
    }
}
