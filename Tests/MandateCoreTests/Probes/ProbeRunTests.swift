import MandateCore
import Testing

@Suite
struct ProbeRunTests {
    private func run(_ gateways: [String], problem: String? = nil) -> ProbeRun {
        let findings = gateways.map { gateway in
            ProbeFinding(
                time: ProbeWords.start,
                agreement: "partner",
                domain: "partner.example",
                gateway: gateway,
                address: "192.0.2.1",
                outcome: .kept
            )
        }
        return ProbeRun(
            time: ProbeWords.start,
            agreement: "partner",
            domain: "partner.example",
            findings: findings,
            problem: problem
        )
    }

    @Test func `a gateway that was known and is not found is gone`() throws {
        let findings = run(["mx1:25"]).completed(with: ["mx1:25", "mx2:25"])
        #expect(findings.map(\.gateway) == ["mx1:25", "mx2:25"])
        let gone = try #require(findings.last)
        #expect(gone.outcome == .gone)
        #expect((gone.agreement, gone.domain, gone.time) == ("partner", "partner.example", ProbeWords.start))
    }

    @Test func `where no gateway could be found none is gone`() throws {
        let findings = run([], problem: "the DNS does not answer").completed(with: ["mx1:25", "mx2:2525"])
        #expect(findings.map(\.outcome) == [.notTested, .notTested])
        #expect(findings.map(\.reason) == ["the DNS does not answer", "the DNS does not answer"])
    }

    @Test func `a probe of another port says nothing about a gateway`() {
        #expect(run(["mx1:587"]).completed(with: ["mx1:25", "mx2:25"]).map(\.gateway) == ["mx1:587"])
        #expect(run(["[2001:db8::1]:25"]).completed(with: ["mx2:25"]).map(\.outcome) == [.kept, .gone])
    }

    @Test func `what is behind a route's next hops is one run, and none of it is gone for the other`() throws {
        let runs = ProbeRun.joined([run(["a:25"]), run(["b:25"])])
        try #require(runs.count == 1)
        #expect(runs[0].completed(with: ["a:25", "b:25", "c:25"]).map(\.outcome) == [.kept, .kept, .gone])
    }

    @Test func `where a next hop could not be looked up none is gone`() throws {
        let runs = ProbeRun.joined([run(["a:25"]), run([], problem: "the DNS does not answer")])
        let findings = try #require(runs.first).completed(with: ["a:25", "b:25"])
        #expect(findings.map(\.outcome) == [.kept, .notTested])
        #expect(findings.last?.reason == "the DNS does not answer")
    }

    @Test func `nothing is added to a first probe`() {
        #expect(run(["mx1:25"]).completed(with: []).count == 1)
        #expect(run([], problem: "there is no such domain").completed(with: []).isEmpty)
    }
}
