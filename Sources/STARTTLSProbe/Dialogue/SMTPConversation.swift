/// A dialogue fed with octets, in whatever pieces they come.
package struct SMTPConversation: Sendable {
    package private(set) var dialogue: SMTPDialogue
    private var reader = SMTPReplyReader()
    /// The reply that the octets last taken made complete, for a trace; nil: they made none.
    package private(set) var lastReply: SMTPReply?

    package init(_ envelope: Envelope, goal: SMTPDialogue.Goal = .recipient) {
        dialogue = SMTPDialogue(envelope, goal: goal)
    }

    /// Takes octets; nil: the reply is not complete, more is to be read.
    ///
    /// Octets behind a reply stay for the next: a server that talks early is still heard in lock-step.
    package mutating func receive(_ octets: some Sequence<UInt8>) -> SMTPDialogue.Action? {
        reader.append(octets)
        lastReply = nil
        do {
            guard let reply = try reader.next() else { return nil }
            lastReply = reply
            return dialogue.handle(.reply(reply, hasMore: reader.hasMore))
        } catch {
            return dialogue.handle(.malformed(error))
        }
    }

    package mutating func handle(_ event: SMTPDialogue.Event) -> SMTPDialogue.Action { dialogue.handle(event) }
}
