import FuzzSupport
import STARTTLSProbe

/// Plays the octets to a probe as what a server says. However they come, the replies are the same; the probe says nothing but the
/// commands of its dialogue, never DATA, and comes to an end.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let all = octets(start, count)
    let whole = replies([all[...]])
    promise(whole == replies(pieces(all)), "how the octets come changes the replies")
    promise(whole == replies(all.map { [$0] }), "octet by octet the replies are others")
    for goal in [SMTPDialogue.Goal.recipient, .handshake] {
        converse(pieces(all), goal)
        converse([all[...]], goal)
    }
    return 0
}

/// The replies up to the first that is none, and why it is none.
private func replies(_ pieces: [some Collection<UInt8>]) -> [String] {
    var reader = SMTPReplyReader()
    var replies: [String] = []
    for piece in pieces {
        reader.append(piece)
        do throws(SMTPReplyReader.Malformation) {
            while let reply = try reader.next() {
                promise((200...599).contains(reply.code), "no code of a reply: \(reply.code)")
                promise((1...DialogueLimits.replyLines).contains(reply.texts.count), "\(reply.texts.count) lines")
                promise(reply.texts.allSatisfy { !$0.utf8.contains(0x0a) }, "a line with a line end")
                replies.append("\(reply.code) \(reply.texts)")
            }
        } catch {
            return replies + [error.text]
        }
    }
    return replies
}

private func converse(_ pieces: [ArraySlice<UInt8>], _ goal: SMTPDialogue.Goal) {
    guard let envelope = Envelope(helo: "probe.example.com", sender: "", recipient: "postmaster@partner.example") else {
        preconditionFailure("a proper envelope")
    }
    var conversation = SMTPConversation(envelope, goal: goal)
    var steps = 0
    for piece in pieces {
        guard let action = conversation.receive(piece) else { continue }
        if !goOn(action, &conversation, &steps) { break }
    }
    if conversation.dialogue.stage != nil { _ = conversation.handle(.closed("the server hung up")) }
    promise(conversation.dialogue.stage == nil, "the dialogue does not end")
    promise(steps <= 16, "the dialogue has \(steps) steps")
}

/// Does what the probe wants; a handshake succeeds.
///
/// - Returns: Whether the connection is still open.
private func goOn(_ action: SMTPDialogue.Action, _ conversation: inout SMTPConversation, _ steps: inout Int) -> Bool {
    steps += 1
    switch action {
    case .send(let line):
        let known = [
            "EHLO probe.example.com", "STARTTLS", "MAIL FROM:<>", "RCPT TO:<postmaster@partner.example>", "QUIT",
        ]
        promise(known.contains(line), "the probe says \(line)")
        return true
    case .handshake: return goOn(conversation.handle(.encrypted), &conversation, &steps)
    case .close: return false
    }
}
