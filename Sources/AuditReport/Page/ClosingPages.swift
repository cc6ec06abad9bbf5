internal import MandateCore

/// What stands last: what is missing, how the figures were made, and the words.
extension Report {
    func writeGaps(to page: inout Markup) {
        page.element(.section, .id("gaps")) { section in
            section.element(.h2, text: "What was not recorded")
            let lost = figures.gaps.values.reduce(0, +)
            if lost == 0 {
                section.element(
                    .p,
                    text:
                        "The journal reports no gap in \(subject.month.words): no decision that it was to keep is missing."
                )
                return
            }
            section.element(
                .p,
                text: """
                    \(lost, "acceptance") of \(subject.month.words) \(lost == 1 ? "was" : "were") not recorded, since there was \
                    more to record than the journal could take. They are missing in the figures above, under whichever agreement \
                    they were. No refusal is ever among them: a refusal is answered only after it is recorded.
                    """
            )
            section.element(.table, .classes("gaps")) { table in
                table.element(.caption, text: "Acceptances that were not recorded")
                table.headings(["Day (UTC)", "Mail server", "Not recorded"])
                table.element(.tbody) { body in
                    for (place, lost) in figures.gaps.sorted(by: {
                        ($0.key.day, $0.key.host) < ($1.key.day, $1.key.host)
                    }) {
                        body.element(.tr) { row in
                            row.element(.th, .rowHeader, text: "\(subject.month.day(place.day).wordsInYear)")
                            row.element(.td, text: "\(value: place.host)")
                            row.element(.td, .classes("n"), text: "\(lost)")
                        }
                    }
                }
            }
        }
    }

    func writeMethod(to page: inout Markup) {
        page.element(.section, .id("method")) { section in
            section.element(.h2, text: "How the figures were made")
            section.element(.h3, text: "What is counted")
            section.element(.ul) { list in
                for line in counting { list.element(.li, text: line) }
            }
            section.element(.h3, text: "Which agreements decided")
            writeRegisters(to: &section)
            section.element(.h3, text: "Whether the journal is as it was written")
            for line in chain { section.element(.p, text: line) }
        }
    }

    private var counting: [Prose] {
        [
            "The figures are of \(figures.records, "record") that tlsmandate wrote into its journal when it decided, before or as it answered the mail server.",
            recordingWords,
            "A message counts once under each agreement, on the day (UTC) of its first record. Its records are joined by the mail server and its queue id.",
            "Where both ways in which a mail server asks (policy and milter) recorded a message, the milter's record counts, since the milter sees the whole message; a recipient whom policy turned away counts as refused, since the milter was not asked for it.",
            "Of several decisions on one message, the strictest counts: refused before refused for now, held, redirected, and what only testing would have stopped; also where it concerned only one of the recipients.",
            "A message that was refused for now counts each time that the sender's server tried it. So does, for each recipient, a message that was refused before it had a queue id or another name to join it by.",
            addressWords,
        ]
    }

    private var recordingWords: Prose {
        switch subject.recording {
        case .agreements: "The journal is set to keep every decision under an agreement, or on a marked message."
        case .violations:
            "The journal is set to keep only what did not keep an agreement. Messages that kept theirs are not counted."
        case .all: "The journal is set to keep every decision, also on messages under no agreement."
        }
    }

    private var addressWords: Prose {
        switch subject.addresses {
        case .violations:
            "For data protection the journal is set to keep mail addresses whole only where an agreement was not kept; of others it keeps the domain."
        case .full: "The journal is set to keep all mail addresses whole."
        case .domain:
            "For data protection the journal is set to keep only the domains of mail addresses; \(code: "*") stands for the rest."
        }
    }

    private func writeRegisters(to section: inout Markup) {
        section.element(
            .p,
            text: """
                The register is the set of all agreements; its digest is a fingerprint of its text. This report shows what is asked \
                by the register \(code: subject.register). The journal keeps the text of each register that decided, under its digest.
                """
        )
        if figures.registers.isEmpty { return }
        if figures.registers.keys.contains(where: { $0 != subject.register }) {
            section.element(
                .p,
                .classes("notice"),
                text: """
                    Another register than today's decided at least part of this month, so what was asked then may differ from what \
                    this report shows.
                    """
            )
        }
        section.element(.table, .classes("registers")) { table in
            table.element(.caption, text: "Registers that decided in \(subject.month.words)")
            table.headings(["Digest", "From", "Until", "Records"])
            table.element(.tbody) { body in
                for (digest, deciding) in figures.registers.sorted(by: {
                    ($0.value.first, $0.key) < ($1.value.first, $1.key)
                }) {
                    body.element(.tr) { row in
                        row.element(.th, .rowHeader, text: "\(code: digest)")
                        row.element(.td, text: "\(deciding.first.wordsInYear)")
                        row.element(.td, text: "\(deciding.last.wordsInYear)")
                        row.element(.td, .classes("n"), text: "\(deciding.records)")
                    }
                }
            }
        }
    }

    private var chain: [Prose] {
        guard let head else {
            return [
                """
                The head of the journal's hash chain was not read for this report, so the report by itself does not show whether \
                the journal was changed afterwards.
                """
            ]
        }
        return [
            """
            Each record carries a hash, a fingerprint over itself and the record before it: whoever changes, removes or inserts a \
            record changes every hash that follows. When this report was made, the chain's head was \
            \(code: head): the number of its entries and the hash of the last one.
            """,
            verification.map { "\($0)" }
                ?? "The chain was not verified for this report; \(code: "tlsmandate audit verify") does so.",
            """
            As long as a verified chain still contains this hash at this record, nothing before it has been changed since this report was \
            made. Keep the report, or the hash, out of reach of those who can write the journal: that is what makes it proof.
            """,
        ]
    }
}
