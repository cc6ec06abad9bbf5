/// The probe's side of an SMTP session, without sockets: told what the server replies, it says what to do next.
///
/// Greeting, EHLO, STARTTLS, handshake, EHLO again (RFC 3207, section 4.2), MAIL FROM, RCPT TO, QUIT; never DATA. Strictly
/// lock-step: nothing is sent before the reply to what was sent before is complete (Exim answers 554 to what comes early).
/// Without STARTTLS the rest is tested in the clear, as the documents' tables have it. What a server puts off (4xx) or leaves
/// unanswered is not tested, and never taken for "no TLS".
package struct SMTPDialogue: Sendable {
    package enum Event: Sendable {
        /// - Parameter hasMore: Whether the server sent something behind the reply.
        case reply(SMTPReply, hasMore: Bool)
        case malformed(SMTPReplyReader.Malformation)
        /// The handshake is done.
        case encrypted
        /// The handshake was refused, by the gateway or by us.
        case handshakeFailed(String)
        /// Nothing came within the time limit.
        case timedOut
        /// The connection ended.
        case closed(String)
        /// More came than is read.
        case flood(String)
    }

    package enum Action: Equatable, Sendable {
        /// Send a line (CR LF is to be added), then wait for the reply.
        case send(String)
        /// Begin the handshake.
        case handshake
        case close
    }

    /// What is being waited for.
    private enum State: Sendable {
        case greeting, ehlo, startTLS, handshake, ehloWithinTLS, mail, recipient, quit, closed
    }

    /// How far the dialogue goes before it takes leave.
    package enum Goal: Hashable, Sendable {
        /// As a sender would, up to the recipient.
        case recipient
        /// To the end of the handshake: all that a question about TLS needs.
        case handshake
    }

    private let envelope: Envelope
    private let goal: Goal
    private var state = State.greeting
    /// What is known so far; a stage without an entry was not reached.
    package private(set) var results: [Stage: StageResult] = [:]
    /// Why the rest was not tested, where the dialogue ended early.
    package private(set) var reasonOfEnd: String?

    package init(_ envelope: Envelope, goal: Goal = .recipient) {
        self.envelope = envelope
        self.goal = goal
    }

    /// The stage whose outcome is being waited for; nil: QUIT, or the end.
    package var stage: Stage? {
        switch state {
        case .greeting: .answer
        case .ehlo: .ehlo
        case .startTLS: .tlsAdvertised
        case .handshake: .tlsNegotiated
        case .ehloWithinTLS: .secure
        case .mail: .sender
        case .recipient: .recipient
        case .quit, .closed: nil
        }
    }

    package mutating func handle(_ event: Event) -> Action {
        switch event {
        case .reply(let reply, let hasMore): return handle(reply, hasMore: hasMore)
        case .malformed(let malformation):
            return end(.fail, malformation.text)
        case .encrypted:
            guard case .handshake = state else { return end(.fail, "a handshake nobody asked for") }
            record(.ok)
            return goal == .handshake ? quit() : send("EHLO \(envelope.helo)", then: .ehloWithinTLS)
        case .handshakeFailed(let reason): return end(.fail, reason)
        case .timedOut: return end(.notTested, "no answer within the time limit")
        case .closed(let reason):
            // Who agrees to TLS and then hangs up at the first octets of the handshake has failed it.
            if case .handshake = state { return end(.fail, reason) }
            // In TLS 1.3 a gateway refuses only after our side of the handshake is done (RFC 8446, section 4.4.2.4).
            if case .ehloWithinTLS = state {
                return end(.fail, reason + ", just after the handshake: it may ask for a client certificate")
            }
            return end(.notTested, reason)
        case .flood(let reason): return end(.notTested, reason)
        }
    }

    private mutating func handle(_ reply: SMTPReply, hasMore: Bool) -> Action {
        // RFC 5321, section 3.8: 421 announces the end of the connection, in reply to anything.
        if reply.code == 421, stage != nil { return end(.notTested, quoted(reply)) }
        switch state {
        case .greeting: return handleGreeting(reply)
        case .ehlo: return handleEHLO(reply)
        case .startTLS: return handleStartTLS(reply, hasMore: hasMore)
        case .ehloWithinTLS: return handleStep(reply) { .send("MAIL FROM:<\($0.sender)>", then: .mail) }
        case .mail: return handleStep(reply) { .send("RCPT TO:<\($0.recipient)>", then: .recipient) }
        case .recipient:
            record(outcome(of: reply), reply.isPositive ? nil : quoted(reply))
            return quit()
        case .handshake, .quit, .closed:
            state = .closed
            return .close
        }
    }

    private mutating func handleGreeting(_ reply: SMTPReply) -> Action {
        guard reply.isPositive else { return quit(outcome(of: reply), quoted(reply)) }
        record(.ok)
        return send("EHLO \(envelope.helo)", then: .ehlo)
    }

    private mutating func handleEHLO(_ reply: SMTPReply) -> Action {
        guard reply.isPositive else {
            // RFC 5321, section 4.1.4: a server that knows no EHLO knows no extensions, so no STARTTLS either.
            if [500, 502, 504].contains(reply.code) {
                results[.tlsAdvertised] = StageResult(.tlsAdvertised, .fail, detail: "the gateway knows no EHLO")
            }
            return quit(outcome(of: reply), quoted(reply))
        }
        record(.ok)
        if reply.lists(keyword: "STARTTLS") { return send("STARTTLS", then: .startTLS) }
        return continueInTheClear("the gateway does not offer STARTTLS")
    }

    private mutating func handleStartTLS(_ reply: SMTPReply, hasMore: Bool) -> Action {
        guard reply.isPositive else {
            if reply.code / 100 == 4 { return quit(.notTested, quoted(reply)) }
            record(.fail, quoted(reply))
            return continueInTheClear(quoted(reply))
        }
        // RFC 3207, section 6: what came in the clear is not to be taken for what is protected (CVE-2011-0411).
        guard !hasMore else { return end(.fail, "octets in the clear behind the reply to STARTTLS") }
        record(.ok)
        state = .handshake
        return .handshake
    }

    private mutating func continueInTheClear(_ reason: String) -> Action {
        if goal == .handshake { return quit(.fail, reason) }
        results[.tlsAdvertised] = results[.tlsAdvertised] ?? StageResult(.tlsAdvertised, .fail)
        results[.tlsAdvertised]?.detail = reason
        for stage in [Stage.tlsNegotiated, .certificate, .secure] {
            results[stage] = StageResult(stage, .fail, detail: reason)
        }
        return send("MAIL FROM:<\(envelope.sender)>", then: .mail)
    }

    private struct Next {
        let line: String
        let state: State

        static func send(_ line: String, then state: State) -> Next { Next(line: line, state: state) }
    }

    /// A command whose reply decides whether there is a next one.
    private mutating func handleStep(_ reply: SMTPReply, next: (Envelope) -> Next) -> Action {
        guard reply.isPositive else { return quit(outcome(of: reply), quoted(reply)) }
        record(.ok)
        let next = next(envelope)
        return send(next.line, then: next.state)
    }

    private func outcome(of reply: SMTPReply) -> StageResult.Outcome {
        switch reply.code / 100 {
        case 2: .ok
        case 4: .notTested
        default: .fail
        }
    }

    private func quoted(_ reply: SMTPReply) -> String {
        let text = reply.text
        return text.count <= DialogueLimits.quotedLength ? text : text.prefix(DialogueLimits.quotedLength) + "…"
    }

    private mutating func record(_ outcome: StageResult.Outcome, _ detail: String? = nil) {
        guard let stage else { return }
        results[stage] = StageResult(stage, outcome, detail: detail)
    }

    private mutating func send(_ line: String, then next: State) -> Action {
        state = next
        return .send(line)
    }

    /// Takes leave; what comes of the stage that was waited for is recorded.
    private mutating func quit(_ outcome: StageResult.Outcome, _ reason: String) -> Action {
        record(outcome, reason)
        reasonOfEnd = reason
        return quit()
    }

    private mutating func quit() -> Action { send("QUIT", then: .quit) }

    /// Ends without taking leave: nobody would listen.
    private mutating func end(_ outcome: StageResult.Outcome, _ reason: String) -> Action {
        if stage != nil {
            record(outcome, reason)
            reasonOfEnd = reason
        }
        state = .closed
        return .close
    }
}
