internal import MandateCore

/// The figures of charts as a table: a row a day, and the sum.
struct DayTable {
    struct Column {
        let name: String
        let days: [Int]
    }

    let caption: Prose
    let month: ReportMonth
    let columns: [Column]

    func write(to page: inout Markup) {
        page.element(.details) { details in
            details.element(.summary, text: "The figures of each day")
            details.scrolling("The figures of each day") { scroll in
                scroll.element(.table, .classes("days")) { writeTable(to: &$0) }
            }
        }
    }

    private func writeTable(to table: inout Markup) {
        table.element(.caption, text: caption)
        table.headings(["Day (UTC)"] + columns.map { "\(value: $0.name)" })
        table.element(.tbody) { body in
            for day in 0..<month.dayCount {
                writeRow("\(month.day(day).wordsInYear)", columns.map { $0.days[day] }, to: &body)
            }
            writeRow("\(strong: month.words)", columns.map { $0.days.reduce(0, +) }, to: &body)
        }
    }

    private func writeRow(_ name: Prose, _ figures: [Int], to body: inout Markup) {
        body.element(.tr) { row in
            row.element(.th, .rowHeader, text: name)
            for figure in figures { row.element(.td, .classes(figure == 0 ? "n zero" : "n"), text: "\(figure)") }
        }
    }
}
