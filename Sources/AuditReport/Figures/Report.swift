internal import MandateCore

/// A month's report: figures that are complete, and how to write them as a page.
package struct Report {
    /// One agreement's part of the report.
    struct Chapter {
        /// The agreement's name; nil: messages under no agreement.
        let name: String?
        /// nil where the register has it no more.
        let agreement: Agreement?
        let figures: AgreementFigures
        let refusals: [DecisionRecord]
        let refusalCount: Int

        /// The partner, by the register's name or else by the records'.
        var partner: String { agreement?.partner ?? figures.partner ?? name ?? "" }
    }

    let subject: ReportSubject
    let figures: Figures
    let head: String?
    let verification: String?
    let deliveries: String?
    let chapters: [Chapter]

    init(subject: ReportSubject, figures: Figures, head: String?, verification: String?, deliveries: String?) {
        self.subject = subject
        self.figures = figures
        self.head = head
        self.verification = verification
        self.deliveries = deliveries
        chapters = Self.chapters(subject, figures)
    }

    /// Whether the register or the month's records have an agreement.
    package func knows(_ agreement: String) -> Bool {
        figures.byAgreement[agreement] != nil || subject.agreements.contains { $0.name == agreement }
    }

    /// Those in the register, then those that only the records name, or that were asked for; messages under none last.
    private static func chapters(_ subject: ReportSubject, _ figures: Figures) -> [Chapter] {
        let present = subject.agreements.filter { subject.includes($0.name) }
        let known = Set(present.map(\.name))
        let gone = Set(figures.byAgreement.keys.compactMap { $0 }).union(subject.selection ?? []).subtracting(known)
        let refusals = figures.refusals.byAgreement
        func chapter(_ name: String?, _ agreement: Agreement?) -> Chapter {
            Chapter(
                name: name,
                agreement: agreement,
                figures: figures.byAgreement[name]
                    ?? AgreementFigures(dayCount: subject.month.dayCount, limits: ReportLimits()),
                refusals: refusals[name] ?? [],
                refusalCount: figures.refusals.total(name)
            )
        }
        return present.map { chapter($0.name, $0) } + gone.sorted().map { chapter($0, nil) }
            + (figures.byAgreement[nil] == nil ? [] : [chapter(nil, nil)])
    }
}
