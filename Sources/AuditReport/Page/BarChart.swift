internal import MandateCore

/// Bars for the days of a month, each of one or more parts, as SVG.
///
/// Widths are percentages and heights are pixels: the chart has the width of the page, and its text the size of other text, on
/// paper and on a telephone alike.
struct BarChart {
    struct Series {
        let name: String
        /// The class of its colour in the style sheet.
        let style: String
        let days: [Int]
    }

    /// Its name within the page.
    let id: String
    let title: String
    let month: ReportMonth
    let series: [Series]
    var height = 150
    /// Whether numbers stand above the bars: for charts where each one matters.
    var showsNumbers = false

    private static let labelHeight = 20
    private static let axisWidth = 48
    /// Room above the highest bar.
    private static let top = 14

    func write(to page: inout Markup) {
        page.element(.div, .classes("plot")) { page in
            writeAxis(to: &page)
            page.element(
                .svg,
                .classes("bars"),
                .role("img"),
                Attribute(.ariaLabelledBy, "\(id)-title \(id)-desc"),
                Attribute(.width, "100%"),
                Attribute(.height, String(full))
            ) { svg in
                svg.element(.title, .id("\(id)-title"), text: "\(title)")
                svg.element(.desc, .id("\(id)-desc"), text: "\(description)")
                writeGround(to: &svg)
                for day in 0..<month.dayCount { writeBar(day, to: &svg) }
            }
        }
    }

    /// Names of the colours; needed where there is more than one.
    func writeLegend(to page: inout Markup) {
        page.element(.ul, .classes("legend")) { list in
            for part in series {
                list.element(.li) { item in
                    item.element(
                        .svg,
                        Attribute(.width, "12"),
                        Attribute(.height, "12"),
                        Attribute(.ariaHidden, "true")
                    ) { $0.empty(.rect, .classes(part.style), Attribute(.width, "12"), Attribute(.height, "12")) }
                    item.text(" \(value: part.name)")
                }
            }
        }
    }

    private var full: Int { Self.top + height + Self.labelHeight }
    private func total(_ day: Int) -> Int { series.reduce(0) { $0 + $1.days[day] } }
    private var highest: Int { (0..<month.dayCount).map(total).max() ?? 0 }

    /// The number at the top of the axis: 4, or 1, 2, 4, 6, 8 or 10 times a power of ten.
    private var scale: Int {
        var power = 1
        while power * 10 < highest { power *= 10 }
        return max(4, [1, 2, 4, 6, 8, 10].map { $0 * power }.first { $0 >= highest } ?? highest)
    }

    private var description: String {
        let sums = series.map { "\($0.name) \($0.days.reduce(0, +).grouped)" }.joined(separator: ", ")
        return
            "One bar for each day of \(month.words). In the whole month: \(sums). The table below has the figures of each day."
    }

    private func writeAxis(to page: inout Markup) {
        page.element(
            .svg,
            .classes("axis"),
            Attribute(.ariaHidden, "true"),
            Attribute(.width, String(Self.axisWidth)),
            Attribute(.height, String(full))
        ) { svg in
            for number in ticks {
                svg.element(
                    .text,
                    Attribute(.x, String(Self.axisWidth - 6)),
                    Attribute(.y, String(Self.top + height - number * height / scale + 4)),
                    Attribute(.anchor, "end"),
                    text: "\(number)"
                )
            }
        }
    }

    private var ticks: [Int] { [0, scale / 2, scale] }

    /// Weekends, lines across, and the days below.
    private func writeGround(to svg: inout Markup) {
        for day in 0..<month.dayCount where month.day(day).isWeekend {
            svg.empty(
                .rect,
                .classes("weekend"),
                Attribute(.x, percent(day, 0)),
                Attribute(.y, String(Self.top)),
                Attribute(.width, percent(1, 0)),
                Attribute(.height, String(height))
            )
        }
        for number in ticks {
            let y = String(Self.top + height - number * height / scale)
            svg.empty(
                .line,
                .classes(number == 0 ? "base" : "grid"),
                Attribute(.x1, "0"),
                Attribute(.x2, "100%"),
                Attribute(.y1, y),
                Attribute(.y2, y)
            )
        }
        for day in [1, 5, 10, 15, 20, 25, month.dayCount] {
            svg.element(
                .text,
                Attribute(.x, percent(day - 1, 500)),
                Attribute(.y, String(full - 5)),
                Attribute(.anchor, "middle"),
                text: "\(day)"
            )
        }
    }

    private func writeBar(_ day: Int, to svg: inout Markup) {
        let total = total(day)
        guard total > 0 else { return }
        svg.element(.g) { group in
            let parts = series.filter { $0.days[day] > 0 }.map { "\($0.days[day].grouped) \($0.name)" }
            group.element(.title, text: "\(month.day(day).words): \(parts.joined(separator: ", "))")
            var bottom = (Self.top + height) * 1000
            for part in series where part.days[day] > 0 {
                // What happened is seen, however much else did.
                let size = max(1500, part.days[day] * height * 1000 / scale)
                bottom -= size
                group.empty(
                    .rect,
                    .classes(part.style),
                    Attribute(.x, percent(day, 140)),
                    Attribute(.y, bottom.thousandths),
                    Attribute(.width, percent(0, 720)),
                    Attribute(.height, size.thousandths)
                )
            }
            if showsNumbers, total < 100 {
                group.element(
                    .text,
                    .classes("number"),
                    Attribute(.x, percent(day, 500)),
                    Attribute(.y, (bottom - 3000).thousandths),
                    Attribute(.anchor, "middle"),
                    text: "\(total)"
                )
            }
        }
    }

    /// So many days and thousandths of a day as a share of the width.
    private func percent(_ days: Int, _ thousandths: Int) -> String {
        ((days * 1000 + thousandths) * 100 / month.dayCount).thousandths + "%"
    }
}
