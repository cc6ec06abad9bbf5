internal import MandateCore

/// What messages were of which kind: a chart of the most frequent kinds per day, and a table of all.
///
/// The kinds of the chart bear letters, which the tables repeat: nothing is told by its colour alone.
struct ShareChart {
    /// Kinds that a chart shows: more colours cannot be told apart.
    static let most = 6

    let id: String
    let title: String
    /// What a kind is: the heading of its column.
    let thing: String
    let month: ReportMonth
    let counts: KindCounts
    /// The number of the first letter: charts that stand together share the alphabet.
    var firstLetter = 0
    /// A kind for a reader.
    let words: (String) -> String

    /// The kinds of the chart.
    private var kinds: [KindCounts.Kind] { counts.kinds(atMost: Self.most) }

    /// The chart's figures, for a ``DayTable``.
    var columns: [DayTable.Column] {
        kinds.enumerated().map { index, kind in
            DayTable.Column(name: "\(letter(index)): \(words(kind.name))", days: kind.days)
        }
    }

    func write(to section: inout Markup) {
        section.element(.figure) { figure in
            figure.element(.figcaption, text: "\(title), per day")
            BarChart(
                id: id,
                title: "\(title), per day",
                month: month,
                series: kinds.enumerated().map { index, kind in
                    BarChart.Series(name: words(kind.name), style: style(kind, index), days: kind.days)
                },
                height: 110
            ).write(to: &figure)
            writeKinds(to: &figure)
        }
    }

    private func writeKinds(to figure: inout Markup) {
        let (kinds, all) = (kinds, counts.kinds)
        let total = all.reduce(0) { $0 + $1.total }
        figure.element(.table, .classes("kinds")) { table in
            table.element(.caption, text: "\(title) in \(month.words)")
            table.headings(["In the chart", "\(thing)", "Messages", "Share"])
            table.element(.tbody) { body in
                for kind in all {
                    let index = kinds.firstIndex { $0.name == kind.name } ?? kinds.count - 1
                    body.element(.tr) { row in
                        row.element(.td, .classes("key")) { cell in
                            writeSwatch(style(kinds[index], index), to: &cell)
                            cell.text(" \(letter(index))")
                        }
                        row.element(.th, .rowHeader, text: "\(value: words(kind.name))")
                        row.element(.td, .classes("n"), text: "\(kind.total)")
                        row.element(.td, .classes("n"), text: "\(kind.total.share(of: total))")
                    }
                }
            }
        }
    }

    private func writeSwatch(_ style: String, to cell: inout Markup) {
        cell.element(
            .svg,
            Attribute(.width, "12"),
            Attribute(.height, "12"),
            Attribute(.ariaHidden, "true")
        ) { $0.empty(.rect, .classes(style), Attribute(.width, "12"), Attribute(.height, "12")) }
    }

    private func letter(_ index: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(firstLetter + index)))
    }

    /// What is not encrypted has the colour of what is refused, and outdated TLS that of what is held, whatever their place.
    private func style(_ kind: KindCounts.Kind, _ index: Int) -> String {
        if kind.name.isEmpty || kind.name == Delivery.Verdict.none.rawValue { return "refused" }
        return ProtocolVersion(rawValue: kind.name).map { $0 < .tls12 } ?? false ? "held" : "kind\(index + 1)"
    }
}
