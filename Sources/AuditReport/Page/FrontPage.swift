internal import MandateCore

/// What stands first: whose report it is, and all agreements at a glance.
extension Report {
    func writeHeader(to page: inout Markup) {
        page.element(.header) { header in
            header.element(.p, .classes("kind"), text: "Report on TLS agreements")
            header.element(.h1, text: "Mail under TLS agreements in \(subject.month.words)")
            header.element(.dl, .classes("facts")) { facts in
                facts.fact("Organisation", "\(value: subject.organisation)")
                facts.fact(
                    "Period",
                    "1 to \(subject.month.day(subject.month.dayCount - 1).words); days begin at midnight UTC"
                )
                facts.fact("Made", "\(subject.now.day.words), \(subject.now.timeOfDay) UTC, by tlsmandate")
                if subject.selection != nil { facts.fact("Extent", "The agreements that were asked for, not all") }
            }
            if subject.now < subject.month.end {
                header.element(
                    .p,
                    .classes("notice"),
                    text: "The month was not over when this report was made: its figures are not final."
                )
            }
        }
    }

    func writeOverview(to page: inout Markup) {
        page.element(.section, .id("overview")) { section in
            section.element(.h2, text: "At a glance")
            section.element(.p, text: overviewSentence)
            if chapters.isEmpty { return }
            section.scrolling("Messages by agreement") { scroll in
                scroll.element(.table, .classes("overview")) { table in
                    table.element(.caption, text: "Messages in \(subject.month.words), by agreement")
                    table.headings([
                        "Partner", "Messages", "Kept", "Refused", "Held or redirected", "In testing", "Share kept",
                    ])
                    table.element(.tbody) { body in
                        for (index, chapter) in chapters.enumerated() { writeOverviewRow(chapter, index, to: &body) }
                    }
                }
            }
            section.element(
                .p,
                .classes("note"),
                text: """
                    Refused: turned away, for good or for the time being. In testing: passed, and would have been stopped by an \
                    agreement in force. All words are explained at the end.
                    """
            )
        }
    }

    private func writeOverviewRow(_ chapter: Chapter, _ index: Int, to body: inout Markup) {
        let counts = chapter.figures.total
        let kept: Prose = subject.recording == .violations ? "not recorded" : "\(counts[.kept])"
        let share: Prose =
            counts.messages == 0 || subject.recording == .violations
            ? "–" : "\(counts[.kept].share(of: counts.messages))"
        body.element(.tr) { row in
            row.element(.th, .rowHeader) { cell in
                cell.element(.a, .link(to: Self.anchor(index)), text: chapter.title)
            }
            row.element(.td, .classes("n"), text: "\(counts.messages)")
            row.element(.td, .classes("n"), text: kept)
            for figure in [counts.refused, counts[.held] + counts[.redirected], counts[.wouldHave]] {
                row.element(.td, .classes(figure == 0 ? "n zero" : "n"), text: "\(figure)")
            }
            row.element(.td, .classes("n"), text: share)
        }
    }

    private var overviewSentence: Prose {
        let counts = chapters.reduce(OutcomeCounts()) { $0 + $1.figures.total }
        if counts.messages == 0 {
            return
                "No decision on any message was recorded in \(subject.month.words) under the agreements of this report."
        }
        let agreements = chapters.count { $0.name != nil }
        let orNone = agreements < chapters.count ? " or none" : ""
        let first: Prose =
            "In \(subject.month.words), \(counts.messages, "message") under \(agreements, "agreement")\(orNone) \(counts.messages == 1 ? "was" : "were") recorded."
        if subject.recording == .violations {
            return first
                + " Only what did not keep an agreement is recorded here, so how many messages kept theirs is not known."
        }
        let all = counts.notKept == 0
        return first
            + (all
                ? " All of them kept what was agreed."
                : " \(counts[.kept]) of them (\(counts[.kept].share(of: counts.messages))) kept what was agreed.")
    }

    static func anchor(_ index: Int) -> String { "agreement-\(index + 1)" }
}

extension Report.Chapter {
    var title: Prose { name == nil ? "Messages under no agreement" : "\(value: partner)" }
}

extension Markup {
    /// Something wide: where it does not fit a narrow screen it scrolls by itself, by keyboard too, and the page does not.
    mutating func scrolling(_ label: String, content: (inout Markup) -> Void) {
        element(
            .div,
            .classes("scroll"),
            .role("region"),
            Attribute(.ariaLabel, label),
            Attribute(.tabindex, "0"),
            content: content
        )
    }

    /// A term and what it stands for.
    mutating func fact(_ term: Prose, _ value: Prose) {
        element(.div) { pair in
            pair.element(.dt, text: term)
            pair.element(.dd, text: value)
        }
    }

    mutating func headings(_ names: [Prose]) {
        element(.thead) { head in
            head.element(.tr) { row in
                for name in names { row.element(.th, .columnHeader, text: name) }
            }
        }
    }
}
