package import MandateCore

/// Deliveries of ours to a partner, as the mail server's log tells them.
package struct Delivery: Sendable {
    /// How the partner's gateway proved itself (Postfix TLS_README, "Client-side TLS activity logging"; Sendmail `verify=`).
    package enum Verdict: String, CaseIterable, Sendable {
        case verified, trusted, untrusted, anonymous
        /// The log does not say.
        case unknown
        /// The connection was not encrypted.
        case none
    }

    package enum Result: String, CaseIterable, Sendable {
        case sent, deferred, bounced
    }

    package var day: Day
    /// The agreement's name.
    package var agreement: String
    package var count: Int
    package var verdict: Verdict
    package var encryptionProtocol: String?
    package var cipher: String?
    package var result: Result

    package init(
        day: Day,
        agreement: String,
        count: Int = 1,
        verdict: Verdict,
        encryptionProtocol: String? = nil,
        cipher: String? = nil,
        result: Result
    ) {
        self.day = day
        self.agreement = agreement
        self.count = count
        self.verdict = verdict
        self.encryptionProtocol = encryptionProtocol
        self.cipher = cipher
        self.result = result
    }
}

/// All deliveries under one agreement.
struct DeliveryFigures {
    private(set) var counts: [Delivery.Verdict: [Delivery.Result: Int]] = [:]
    private(set) var verdicts: KindCounts
    private(set) var versions: KindCounts

    init(dayCount: Int, limits: ReportLimits) {
        verdicts = KindCounts(dayCount: dayCount, limit: limits.kinds)
        versions = KindCounts(dayCount: dayCount, limit: limits.kinds)
    }

    mutating func add(_ delivery: Delivery, day: Int) {
        counts[delivery.verdict, default: [:]][delivery.result, default: 0] += delivery.count
        guard delivery.result == .sent else { return }
        verdicts.add(delivery.verdict.rawValue, day: day, count: delivery.count)
        versions.add(delivery.encryptionProtocol ?? "", day: day, count: delivery.count)
    }

    func count(_ verdict: Delivery.Verdict, _ result: Delivery.Result) -> Int { counts[verdict]?[result] ?? 0 }

    func count(_ result: Delivery.Result) -> Int { counts.values.reduce(0) { $0 + ($1[result] ?? 0) } }
}
