internal import MandateCore
internal import MessageContent

/// What is noted of one message until its end.
struct MilterMessage {
    /// The envelope sender; empty: the null sender.
    let sender: String
    /// The recipients that were not refused.
    private(set) var recipients: [String] = []
    /// The agreements that took part for them at RCPT, without those that were refused.
    private(set) var judgements: [MessageJudgement] = []
    private(set) var messageID: String?
    private var from = FromAddresses()
    private var marked: ClassMarks.Found = []
    private var content = ContentHeader()
    private var inspection: EndToEndInspection?

    init(sender: String) { self.sender = sender }

    /// Whether a violation is to be answered by holding the message, which can be done at its end alone.
    var isToBeHeld: Bool {
        judgements.contains { $0.judgement.decision.action == .hold && $0.judgement.decision.mode == .enforce }
    }

    /// Notes a recipient, and the agreements that took part for it.
    mutating func accept(_ recipient: String, _ judgements: [Judgement] = []) {
        recipients.append(recipient)
        for judgement in judgements {
            let known = self.judgements.firstIndex { $0.judgement.isOf(judgement.agreement, judgement.direction) }
            if let known {
                self.judgements[known].recipients.append(recipient)
            } else {
                self.judgements.append(MessageJudgement(judgement: judgement, recipients: [recipient]))
            }
        }
    }

    /// Reads a header field. Nothing is kept of it but what it means: ten thousand fields cost no memory.
    mutating func take(header name: String, _ value: Span<UInt8>, plan: MilterPlan) {
        let name = name.lowercased()
        let marks = plan.settings.register.marks
        if marks.areBorne(by: name) {
            for form in HeaderText.forms(value) { marked.formUnion(marks.classes(of: name, value: form)) }
        }
        if plan.readsBody { content.take(name: name, value: value) }
        if plan.readsFrom, name == "from" { from.take(value) }
        if messageID == nil, name == "message-id" {
            messageID = HeaderText.decoded(value.extracting(first: min(value.count, MilterLimits.messageID)))
        }
    }

    /// Reads a part of the body.
    ///
    /// - Returns: Whether no more of it is needed.
    mutating func take(body part: Span<UInt8>) -> Bool {
        var inspection = inspection ?? EndToEndInspection(content)
        self.inspection = nil
        inspection.read(part)
        defer { self.inspection = inspection }
        return !inspection.needsBody
    }

    /// What the message is, at its end.
    mutating func finish(clientName: String) -> Message {
        var inspection = inspection ?? EndToEndInspection(content)
        return Message(
            sender: sender,
            recipients: recipients,
            clientName: clientName,
            fromAddresses: from.addresses,
            isFromUnreadable: from.areUnreadable,
            marked: marked,
            isEndToEndEncrypted: inspection.finish()
        )
    }
}
