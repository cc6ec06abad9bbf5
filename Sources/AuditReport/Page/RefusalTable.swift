internal import MandateCore

/// Every refusal, whole: who, when, why, and what was answered.
struct RefusalTable {
    let report: Report
    let chapter: Report.Chapter

    func write(to section: inout Markup) {
        if chapter.refusalCount == 0 { return }
        section.element(
            .h3,
            text: "\(chapter.name == nil ? "What did not pass" : "What did not keep the agreement"), one by one"
        )
        section.element(
            .p,
            text: """
                \(chapter.refusalCount, "entry", "entries"), in the order of time; a message with several recipients can have an \
                entry for each. \(code: "tlsmandate audit show") with a record's id prints all that is known of it, and the \
                agreement's text of that day.
                """
        )
        if chapter.refusals.count < chapter.refusalCount { writeRest(to: &section) }
        section.element(.table, .classes("refusals"), .role("table")) { table in
            table.element(
                .caption,
                text: "Refused, held or redirected: \(chapter.title), \(report.subject.month.words)"
            )
            table.element(.thead, .role("rowgroup")) { head in
                head.element(.tr, .role("row")) { row in
                    for name: Prose in ["When (UTC)", "Message", "Why"] {
                        row.element(.th, .columnHeader, .role("columnheader"), text: name)
                    }
                }
            }
            table.element(.tbody, .role("rowgroup")) { body in
                for record in chapter.refusals { write(record, to: &body) }
            }
        }
    }

    private func writeRest(to section: inout Markup) {
        let rest = chapter.refusalCount - chapter.refusals.count
        section.element(
            .p,
            .classes("notice"),
            text: """
                Here are the first \(chapter.refusals.count); \(rest) more are in the journal. This command lists all: \
                \(code: command)
                """
        )
    }

    /// The command that lists what this table would.
    private var command: String {
        let month = report.subject.month
        let agreement = chapter.name.map { " --agreement \(ShellWord.quoted($0))" } ?? ""
        return "tlsmandate audit list\(agreement) --since \(month.first.text) --until \(month.dayAfter.text)"
            + " --action reject --action defer --action hold --action filter"
    }

    private func write(_ record: DecisionRecord, to body: inout Markup) {
        let outcome = Outcome(record)
        body.element(.tr, .role("row")) { row in
            row.element(.th, .rowHeader, .role("rowheader")) { cell in
                cell.element(.span, .classes("day"), text: "\(record.time.day.wordsInYear)")
                cell.text(" ")
                cell.element(.span, .classes("time"), text: "\(record.time.timeOfDay)")
                cell.text(" ")
                cell.element(.span, .classes("outcome \(outcome.style)"), text: "\(outcome.words)")
                cell.text(" ")
                cell.element(.span, .classes("record"), text: "Record \(code: record.id.text)")
            }
            row.element(.td, .role("cell")) { cell in
                cell.element(.dl) { writeMessage(record, to: &$0) }
            }
            row.element(.td, .role("cell")) { cell in writeReasons(record, to: &cell) }
        }
    }

    private func writeMessage(_ record: DecisionRecord, to list: inout Markup) {
        list.fact("From", record.sender.isEmpty ? "no address (a delivery notice)" : "\(value: record.sender)")
        list.fact("To", record.recipients.map { "\(value: $0)" }.joined())
        list.fact("Sent by", client(record))
        list.fact("Queue id", record.queueID.map { "\(code: $0)" } ?? "none yet")
        if !record.classes.isEmpty { list.fact("Marked", record.classes.map { "\(value: $0)" }.joined()) }
        let encryption = [record.encryptionProtocol.map(versionWords), record.encryptionCipher].compactMap { $0 }
        list.fact("TLS", encryption.isEmpty ? "not encrypted" : "\(value: encryption.joined(separator: ", "))")
    }

    /// `unknown` is Postfix's word for a client whose name is not verified.
    private func client(_ record: DecisionRecord) -> Prose {
        let name = record.clientName.flatMap { $0 == "unknown" || $0.isEmpty ? nil : $0 }
        return switch (name, record.clientAddress) {
        case (let name?, let address?): "\(value: name) (\(value: address))"
        case (let name?, nil): "\(value: name)"
        case (nil, let address?): "\(value: address)"
        case (nil, nil): "not known"
        }
    }

    private func writeReasons(_ record: DecisionRecord, to cell: inout Markup) {
        cell.element(.ul, .classes("reasons")) { list in
            for violation in record.violations {
                list.element(.li, text: "\(violation.words.capitalisedFirst) (\(code: violation.rawValue))")
            }
        }
        guard let reply = record.reply else { return }
        let kind: Prose =
            switch Outcome(record) {
            case .wouldHave: "Reply that was not given"
            case .held, .redirected: "Noted in the mail server's log"
            case .refused, .refusedForNow, .kept: "Reply"
            }
        cell.element(.p, text: "\(kind): \(value: reply)")
    }
}

extension Prose.StringInterpolation {
    /// A number of things whose plural is another word.
    mutating func appendInterpolation(_ number: Int, _ one: String, _ many: String) {
        appendInterpolation("\(number.grouped) \(number == 1 ? one : many)")
    }
}

extension String {
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
