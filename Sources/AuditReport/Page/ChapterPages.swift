internal import MandateCore

/// One agreement: what was agreed, and what came of it.
struct ChapterPages {
    let report: Report
    let chapter: Report.Chapter
    /// Its name within the page.
    let id: String

    private var month: ReportMonth { report.subject.month }
    private var figures: AgreementFigures { chapter.figures }

    func write(to page: inout Markup) {
        page.element(.section, .id(id), .classes("chapter")) { section in
            section.element(.h2, text: chapter.title)
            for sentence in Summary(chapter: chapter, report: report).sentences {
                section.element(.p, .classes("lead"), text: sentence)
            }
            if chapter.name == nil { writeNoAgreement(to: &section) } else { writeAgreed(to: &section) }
            if figures.total.messages > 0 {
                writeOutcomes(to: &section)
                writeEncryption(to: &section)
                RefusalTable(report: report, chapter: chapter).write(to: &section)
            }
            if chapter.name != nil { DeliveryPart(report: report, chapter: chapter, id: id).write(to: &section) }
        }
    }

    private func writeNoAgreement(to section: inout Markup) {
        if report.subject.recording == .all {
            section.element(
                .p,
                text: "The journal is set to keep every decision, also on mail that no agreement is about."
            )
            return
        }
        section.element(
            .p,
            text: """
                These messages were decided on although no agreement names their sender or recipient: most often since they were \
                marked confidential, and such messages may travel only where an agreement secures the way.
                """
        )
    }

    private func writeAgreed(to section: inout Markup) {
        section.element(.h3, text: "What was agreed")
        guard let agreement = chapter.agreement else {
            section.element(
                .p,
                text: """
                    The register has no agreement of the name \(code: chapter.name ?? "") any more. What it asked is kept in the \
                    journal: \(code: "tlsmandate audit show") with the id of a record prints it.
                    """
            )
            return
        }
        section.element(.dl, .classes("facts")) { facts in
            facts.fact("Agreement", "\(code: agreement.name)")
            if let reference = agreement.reference { facts.fact("Reference", "\(value: reference)") }
            facts.fact("Validity", validity(agreement.validity))
            facts.fact("State", state(agreement))
            if !agreement.domains.isEmpty {
                facts.fact("Domains", agreement.domains.map { "\(value: $0.text)" }.joined())
            }
            facts.fact("Mail is the partner's by", identification(agreement))
            if !agreement.contacts.isEmpty { facts.fact("Contact", agreement.contacts.map { "\(value: $0)" }.joined()) }
        }
        section.element(.table, .classes("demands")) { table in
            table.element(.caption, text: "What is asked, as the register has it now")
            table.headings(["Of what", "Demands"])
            table.element(.tbody) { body in
                for group in Demands(agreement: agreement).groups {
                    body.element(.tr) { row in
                        row.element(.th, .rowHeader, text: group.title)
                        row.element(.td) { cell in
                            cell.element(.ul) { list in
                                for line in group.lines { list.element(.li, text: line) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func validity(_ validity: Validity) -> Prose {
        let stays: Prose = "; it stays in force until another takes its place"
        return switch (validity.from, validity.until) {
        case (nil, nil): "No dates were agreed; it is in force"
        case (let from?, nil): "From \(from.words)"
        case (nil, let until?): "Until \(until.words)\(stays)"
        case (let from?, let until?): "\(from.words) to \(until.words)\(stays)"
        }
    }

    private func state(_ agreement: Agreement) -> Prose {
        var state: Prose =
            switch agreement.mode {
            case .enforce: "In force: what does not keep it is stopped"
            case .testing: "In testing: what does not keep it is recorded, and passes"
            case .off: "Switched off"
            }
        if case .classes(let classes) = agreement.appliesTo {
            state = state + "; for messages marked \(classes.map { "\(value: $0)" }.joined(" or ")) only"
        }
        if agreement.endToEndExempt { state = state + "; not asked of messages that are encrypted end to end" }
        return state
    }

    private func identification(_ agreement: Agreement) -> Prose {
        Agreement.Identification.allCases.filter(agreement.identifyBy.contains).map { way -> Prose in
            switch way {
            case .sender: "the sender's domain"
            case .client: "the server that hands it over"
            case .headerFrom: "the domain in the From line"
            }
        }
        .joined(" or ")
    }

    private func series(_ outcome: Outcome, _ style: String) -> BarChart.Series {
        BarChart.Series(name: outcome.words, style: style, days: figures.days.map { $0[outcome] })
    }

    private func writeOutcomes(to section: inout Markup) {
        let seen = Outcome.allCases.filter { figures.total[$0] > 0 }
        section.element(.h3, text: "Day by day")
        section.element(.figure) { figure in
            if seen.contains(.kept) {
                figure.element(.figcaption, text: "Messages that kept the agreement, per day")
                BarChart(
                    id: "\(id)-kept",
                    title: "Messages that kept the agreement, per day",
                    month: month,
                    series: [series(.kept, "kept")]
                ).write(to: &figure)
            }
            let broken = seen.filter { $0 != .kept }
            if broken.isEmpty {
                figure.element(.p, .classes("note"), text: "No message of this month was refused, held or redirected.")
            } else {
                let chart = BarChart(
                    id: "\(id)-broken",
                    title: "Messages that did not keep the agreement, per day",
                    month: month,
                    series: broken.reversed().map { series($0, $0.style) },
                    height: 70,
                    showsNumbers: true
                )
                figure.element(
                    .figcaption,
                    text:
                        "Messages that did not keep it, per day\(seen.contains(.kept) ? " (on a scale of their own)" : "")"
                )
                chart.writeLegend(to: &figure)
                chart.write(to: &figure)
            }
            figure.element(.p, .classes("note"), text: "Grey: Saturdays and Sundays.")
        }
        DayTable(
            caption: "Messages and what became of them, \(value: chapter.partner), \(month.words)",
            month: month,
            columns: [DayTable.Column(name: "Messages", days: figures.days.map(\.messages))]
                + seen.map { outcome in DayTable.Column(name: outcome.words, days: figures.days.map { $0[outcome] }) }
        ).write(to: &section)
    }

    private func writeEncryption(to section: inout Markup) {
        section.element(.h3, text: "How the connections were encrypted")
        section.element(
            .p,
            text:
                "All messages counted above, also those that were refused: what the sender's server and ours agreed on."
        )
        let versions = ShareChart(
            id: "\(id)-versions",
            title: "TLS versions",
            thing: "TLS version",
            month: month,
            counts: figures.versions,
            words: versionWords
        )
        let ciphers = ShareChart(
            id: "\(id)-ciphers",
            title: "Ciphers",
            thing: "Cipher",
            month: month,
            counts: figures.ciphers,
            firstLetter: versions.columns.count,
            words: { $0 }
        )
        versions.write(to: &section)
        if !ciphers.columns.isEmpty { ciphers.write(to: &section) }
        DayTable(
            caption: "TLS versions and ciphers by day, \(value: chapter.partner), \(month.words)",
            month: month,
            columns: versions.columns + ciphers.columns
        ).write(to: &section)
    }
}

extension Outcome {
    /// The class of its colour in the style sheet.
    var style: String {
        switch self {
        case .kept: "kept"
        case .wouldHave: "would"
        case .redirected: "redirected"
        case .held: "held"
        case .refusedForNow: "fornow"
        case .refused: "refused"
        }
    }
}
