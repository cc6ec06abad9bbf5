internal import MandateCore

/// What we delivered to the partner, or that this is not known.
struct DeliveryPart {
    let report: Report
    let chapter: Report.Chapter
    let id: String

    private var figures: DeliveryFigures { chapter.figures.deliveries }

    func write(to section: inout Markup) {
        section.element(.h3, text: "Our deliveries to the partner")
        guard let source = report.deliveries else {
            section.element(.p, text: "Our deliveries to \(value: chapter.partner) were not recorded in this report.")
            return
        }
        let total = Delivery.Result.allCases.reduce(0) { $0 + figures.count($1) }
        if total == 0 {
            section.element(
                .p,
                text: """
                    The mail server's log (\(value: source)) tells of no delivery to \(value: chapter.partner) in \
                    \(report.subject.month.words).
                    """
            )
            return
        }
        section.element(.p, text: sentence)
        writeTable(source, to: &section)
        if figures.count(.sent) > 0 {
            let chart = ShareChart(
                id: "\(id)-deliveries",
                title: "How delivered messages were protected",
                thing: "Connection",
                month: report.subject.month,
                counts: figures.verdicts,
                words: { Delivery.Verdict(rawValue: $0)?.words ?? $0 }
            )
            chart.write(to: &section)
            DayTable(
                caption: "Delivered messages by day, \(value: chapter.partner), \(report.subject.month.words)",
                month: report.subject.month,
                columns: chart.columns
            ).write(to: &section)
            writeVersions(to: &section)
        }
    }

    private var sentence: Prose {
        let sent = figures.count(.sent)
        let clear = figures.count(.none, .sent)
        let verified = figures.count(.verified, .sent)
        let unknown = figures.count(.unknown, .sent)
        let first: Prose = "\(sent, "message") \(sent == 1 ? "was" : "were") delivered to \(value: chapter.partner): "
        let parts: [Prose] = [
            "\(verified) over connections whose certificate was verified",
            clear == 0 ? "none without encryption" : "\(strong: "\(clear.grouped) without encryption")",
        ]
        let notTold: [Prose] = unknown == 0 ? [] : ["\(unknown) of which the log does not tell how"]
        return first + "\((parts + notTold).joined())."
    }

    private func writeTable(_ source: String, to section: inout Markup) {
        section.scrolling("Our deliveries") { scroll in
            scroll.element(.table, .classes("deliveries")) { table in
                table.element(.caption, text: "Deliveries as the mail server's log tells them (\(value: source))")
                table.headings(["Connection", "What that means", "Sent", "Deferred", "Bounced"])
                table.element(.tbody) { body in
                    for verdict in Delivery.Verdict.allCases where figures.counts[verdict] != nil {
                        writeRow(verdict, to: &body)
                    }
                }
            }
        }
    }

    private func writeRow(_ verdict: Delivery.Verdict, to body: inout Markup) {
        body.element(.tr) { row in
            row.element(.th, .rowHeader, text: "\(verdict.words)")
            row.element(.td, text: "\(verdict.meaning)")
            for result in Delivery.Result.allCases {
                let count = figures.count(verdict, result)
                row.element(.td, .classes(count == 0 ? "n zero" : "n"), text: "\(count)")
            }
        }
    }

    private func writeVersions(to section: inout Markup) {
        let parts = figures.versions.kinds.map { kind -> Prose in "\(value: versionWords(kind.name)) \(kind.total)" }
        section.element(.p, text: "TLS versions of what was sent: \(parts.joined(", ")).")
    }
}
