package import MandateCore

/// Adds up a month's records as they stream by in the order of time; what it holds is bounded by ``ReportLimits``.
///
/// Messages at midnight: a message counts on the day of its first record. Records of ``span`` are to be added, which is somewhat
/// more than the month, so that a message at its ends is counted in one month only.
package struct ReportBuilder {
    private let subject: ReportSubject
    private let limits: ReportLimits
    private var window: MessageWindow
    private var figures: Figures

    package init(_ subject: ReportSubject, limits: ReportLimits = ReportLimits()) {
        self.subject = subject
        self.limits = limits
        window = MessageWindow(limits)
        figures = Figures(limits)
    }

    /// The moments whose records are to be added, from the first to before the second.
    package var span: (since: Timestamp, until: Timestamp) {
        let month = subject.month
        return (
            Timestamp(milliseconds: month.begin.milliseconds - limits.messageSpan),
            Timestamp(milliseconds: month.end.milliseconds + limits.messageSpan)
        )
    }

    package mutating func add(_ record: DecisionRecord) {
        guard subject.includes(record.agreement) else { return }
        let begin = window.add(record) { figures.count($0, subject, limits) }
        guard subject.month.contains(begin) else { return }
        figures.note(record, subject, limits)
    }

    /// Acceptances that were not recorded.
    package mutating func add(gap lost: Int, at time: Timestamp, host: String) {
        guard let day = subject.month.index(of: time.day) else { return }
        figures.gaps[Figures.Place(day: day, host: host), default: 0] += lost
    }

    package mutating func add(_ delivery: Delivery) {
        guard subject.includes(delivery.agreement), let day = subject.month.index(of: delivery.day) else { return }
        figures[delivery.agreement, subject, limits].deliveries.add(delivery, day: day)
    }

    /// The report, when all has been added.
    ///
    /// - Parameters:
    ///   - head: The last link of the journal's hash chain; nil where it was not read.
    ///   - verification: What verifying the chain found, as a sentence; nil where that was not done.
    ///   - deliveries: Where ``Delivery`` values were read from, as a reader would name it; nil where they were not.
    package mutating func finish(
        head: String? = nil,
        verification: String? = nil,
        deliveries: String? = nil
    ) -> Report {
        window.closeAll { figures.count($0, subject, limits) }
        return Report(
            subject: subject,
            figures: figures,
            head: head,
            verification: verification,
            deliveries: deliveries
        )
    }
}

/// All that has been added up.
struct Figures {
    struct Place: Hashable {
        let day: Int
        let host: String
    }

    /// The records that one register decided.
    struct Deciding {
        var first: Day
        var last: Day
        var records = 0
    }

    private(set) var byAgreement: [String?: AgreementFigures] = [:]
    private(set) var refusals: RefusalList
    private(set) var registers: [String: Deciding] = [:]
    private(set) var records = 0
    var gaps: [Place: Int] = [:]

    init(_ limits: ReportLimits) { refusals = RefusalList(limits) }

    subscript(agreement: String?, subject: ReportSubject, limits: ReportLimits) -> AgreementFigures {
        get { byAgreement[agreement] ?? AgreementFigures(dayCount: subject.month.dayCount, limits: limits) }
        set { byAgreement[agreement] = newValue }
        _modify {
            yield &byAgreement[
                agreement,
                default: AgreementFigures(dayCount: subject.month.dayCount, limits: limits)
            ]
        }
    }

    /// Notes what a single record says, message or not.
    mutating func note(_ record: DecisionRecord, _ subject: ReportSubject, _ limits: ReportLimits) {
        records += 1
        let day = record.time.day
        registers[record.register, default: Deciding(first: day, last: day)].records += 1
        registers[record.register]?.last = day
        if self[record.agreement, subject, limits].partner != record.partner {
            self[record.agreement, subject, limits].partner = record.partner
        }
        if Outcome(record) != .kept { refusals.add(record) }
    }

    /// Counts a message that is complete.
    mutating func count(_ message: MessageWindow.Message, _ subject: ReportSubject, _ limits: ReportLimits) {
        guard let day = subject.month.index(of: message.begin.day) else { return }
        for part in message.parts {
            if part.milter != nil, !part.displaceable.isEmpty {
                refusals.remove(part.displaceable, agreement: part.agreement)
            }
            if let finding = part.finding { self[part.agreement, subject, limits].add(finding, day: day) }
        }
    }
}
