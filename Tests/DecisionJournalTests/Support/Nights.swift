import DecisionJournal
import MandateCore

/// Probes of one partner's gateways, a night each, beside the service of a ``TestJournal``.
struct Nights {
    let keeper: ProbeKeeper
    let path: String
    /// Holds the journal's folder.
    private let journal: TestJournal?

    init(_ journal: TestJournal) { self.init(journal.path, journal) }

    init(_ path: String, _ journal: TestJournal? = nil) {
        self.path = path
        self.journal = journal
        keeper = ProbeKeeper(path: path)
    }

    static func time(_ night: Int) -> Timestamp {
        Timestamp(milliseconds: TestJournal.start.milliseconds + night * 86_400_000)
    }

    /// What a probe found at one gateway; nil: the gateway could not be tested.
    static func finding(
        _ gateway: String,
        night: Int,
        issuer: String? = "CN=Old CA",
        domain: String? = "partner.example",
        agreement: String = "partner"
    ) -> ProbeFinding {
        var finding = ProbeFinding(
            time: time(night),
            agreement: agreement,
            domain: domain,
            gateway: gateway,
            address: "192.0.2.1",
            outcome: issuer == nil ? .notTested : .violated,
            result: issuer == nil ? nil : "certificate-not-trusted",
            demands: issuer == nil ? [] : ["level", "certificate.issuers"],
            reason: "421 \"too busy\""
        )
        if let issuer {
            finding.session = .init(protocolName: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", bits: 256)
            finding.certificate = .init(
                fingerprint: "5F:\(issuer.utf8.count)",
                subject: "CN=mx.partner.example,O=Pärtner",
                issuer: issuer,
                notAfter: time(90),
                matchedName: nil
            )
        }
        return finding
    }

    /// Keeps a night's findings of one domain.
    func keep(
        _ findings: [ProbeFinding],
        night: Int,
        domain: String? = "partner.example",
        agreement: String = "partner",
        problem: String? = nil
    ) throws -> [ProbeKeeper.Change] {
        try keeper.keep([
            ProbeRun(
                time: Self.time(night),
                agreement: agreement,
                domain: domain,
                findings: findings,
                problem: problem
            )
        ])
    }

    /// All that is kept of an agreement.
    func kept(of agreement: String = "partner", until: Timestamp? = nil) throws -> [ProbeFinding] {
        var findings: [ProbeFinding] = []
        try SQLiteJournal(path: path).probes(of: agreement, until: until) { findings.append($0) }
        return findings
    }
}
