internal import MandateCore

/// The figures of one agreement, or of messages under none.
struct AgreementFigures {
    /// The partner as the records name it; for agreements that the register has no more.
    var partner: String?
    private(set) var days: [OutcomeCounts]
    private(set) var directions: [Direction?: OutcomeCounts] = [:]
    /// By the mail server's name; empty: no TLS.
    private(set) var versions: KindCounts
    /// Of encrypted sessions.
    private(set) var ciphers: KindCounts
    var deliveries: DeliveryFigures

    init(dayCount: Int, limits: ReportLimits) {
        days = [OutcomeCounts](repeating: OutcomeCounts(), count: dayCount)
        versions = KindCounts(dayCount: dayCount, limit: limits.kinds)
        ciphers = KindCounts(dayCount: dayCount, limit: limits.kinds)
        deliveries = DeliveryFigures(dayCount: dayCount, limits: limits)
    }

    mutating func add(_ finding: MessageWindow.Finding, day: Int) {
        days[day][finding.outcome] += 1
        directions[finding.direction, default: OutcomeCounts()][finding.outcome] += 1
        let version = finding.encryptionProtocol ?? ""
        versions.add(version, day: day)
        if !version.isEmpty, let cipher = finding.cipher, !cipher.isEmpty { ciphers.add(cipher, day: day) }
    }

    var total: OutcomeCounts { days.reduce(OutcomeCounts(), +) }
}
