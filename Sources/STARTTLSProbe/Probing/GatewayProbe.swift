package import MandateCore

/// One connection to one gateway: carries the dialogue's lines and measures its stages. Blocks its thread.
package struct GatewayProbe: Sendable {
    package var limits: ProbeLimits
    package var offer: TLSOffer
    /// For the server name extension (RFC 6066); nil: none. See ``ProbeTarget/serverName(of:)``.
    package var serverName: String?
    package var goal: SMTPDialogue.Goal
    /// Whether the dialogue is written down.
    package var traces: Bool

    package init(
        limits: ProbeLimits = ProbeLimits(),
        offer: TLSOffer = TLSOffer(),
        serverName: String? = nil,
        goal: SMTPDialogue.Goal = .recipient,
        traces: Bool = false
    ) {
        self.limits = limits
        self.offer = offer
        self.serverName = serverName
        self.goal = goal
        self.traces = traces
    }

    /// Connects and goes through all stages as far as the gateway lets it.
    ///
    /// - Parameter time: When the probe begins, for the report.
    package func observe(_ endpoint: Endpoint, envelope: Envelope, at time: Timestamp) -> GatewayObservation {
        var run = Run(self, endpoint: endpoint, envelope: envelope, time: time)
        run.perform()
        return run.observation
    }
}

/// The state of one probe.
private struct Run {
    private let probe: GatewayProbe
    private(set) var observation: GatewayObservation
    private var conversation: SMTPConversation
    private var clock: StageClock
    private let total: Deadline
    private var deadline: Deadline

    init(_ probe: GatewayProbe, endpoint: Endpoint, envelope: Envelope, time: Timestamp) {
        self.probe = probe
        observation = GatewayObservation(endpoint: endpoint, time: time)
        conversation = SMTPConversation(envelope, goal: probe.goal)
        clock = StageClock(traces: probe.traces)
        total = Deadline(probe.limits.total)
        deadline = min(Deadline(probe.limits.stage), total)
    }

    mutating func perform() {
        do {
            var transport = try TCPChannel.connect(to: observation.endpoint, until: deadline)
            clock.lap(.connect)
            observation.stages[.connect] = StageResult(.connect, .ok)
            clock.note("  ", ["Server answered"])
            // While the gateway works on its greeting: the first context of a process takes some milliseconds.
            let context = Result { () throws(TransportError) in try TLSClientContext.make(probe.offer) }
            renew()
            if converse(&transport, nil) == .handshake { continueWithinTLS(transport, context) }
        } catch {
            observation.stages[.connect] = StageResult(
                .connect,
                error == .timedOut || error.isMissingRoute ? .notTested : .fail,
                detail: error.text
            )
            observation.reasonOfEnd = error.text
            observation.isMissingRoute = error.isMissingRoute
            clock.note("  ", ["Cannot connect: " + error.text])
        }
        finish()
    }

    private mutating func continueWithinTLS(
        _ transport: consuming TCPChannel,
        _ context: consuming Result<TLSClientContext, TransportError>
    ) {
        do {
            var channel = try TLSChannel.open(
                over: transport,
                context: try context.get(),
                serverName: probe.serverName,
                until: deadline
            )
            let facts = channel.facts
            observation.tls = facts
            observation.chain = channel.chain
            observation.stapledResponse = channel.stapledResponse
            clock.note(
                "  ",
                [
                    "Connection converted to TLS", "Protocol in use: \(facts.protocolName)",
                    "Cipher in use: \(facts.cipher), \(facts.bits) bits, \(facts.keyExchange)",
                ]
            )
            _ = converse(&channel, advance(.encrypted))
        } catch {
            clock.note("  ", ["TLS failed: " + error.text])
            _ = advance(SMTPDialogue.Event(error))
        }
    }

    /// Goes on until the dialogue wants something else than lines.
    ///
    /// - Parameter action: What to do first; nil: read.
    private mutating func converse<Connection: Channel & ~Copyable>(
        _ channel: inout Connection,
        _ action: SMTPDialogue.Action?
    ) -> SMTPDialogue.Action {
        var next = action
        while true {
            switch next {
            case .handshake: return .handshake
            case .close: return .close
            case .send(let line):
                clock.note("-->", [line])
                do throws(TransportError) {
                    try channel.send(Array((line + "\r\n").utf8), until: deadline)
                    // What came early is heard now.
                    next = receive([])
                } catch {
                    next = advance(SMTPDialogue.Event(lost: error))
                }
            case nil:
                do throws(TransportError) {
                    next = receive(try channel.receive(until: deadline))
                } catch {
                    next = advance(SMTPDialogue.Event(lost: error))
                }
            }
        }
    }

    private mutating func receive(_ octets: [UInt8]) -> SMTPDialogue.Action? {
        let stage = conversation.dialogue.stage
        let action = conversation.receive(octets)
        if let reply = conversation.lastReply { clock.note("<--", reply.lines) }
        if action != nil { end(of: stage) }
        return action
    }

    private mutating func advance(_ event: SMTPDialogue.Event) -> SMTPDialogue.Action {
        let stage = conversation.dialogue.stage
        let action = conversation.handle(event)
        end(of: stage)
        return action
    }

    private mutating func end(of stage: Stage?) {
        if let stage { clock.lap(stage) }
        renew()
    }

    /// Each stage has its own time, within that of all.
    private mutating func renew() {
        let isLeaving = conversation.dialogue.stage == nil
        let limit = isLeaving ? min(ProbeLimits.quit, probe.limits.stage) : probe.limits.stage
        deadline = min(Deadline(limit), total)
    }

    /// Joins what the dialogue knows with what was measured.
    private mutating func finish() {
        observation.stages.merge(conversation.dialogue.results) { _, new in new }
        for (stage, milliseconds) in clock.milliseconds where observation.stages[stage]?.outcome != .notTested {
            observation.stages[stage]?.milliseconds = milliseconds
        }
        observation.reasonOfEnd = conversation.dialogue.reasonOfEnd ?? observation.reasonOfEnd
        observation.trace = clock.trace
    }
}

extension SMTPDialogue.Event {
    /// What a transport that failed between lines means: outside the handshake no TLS error says anything about TLS.
    fileprivate init(lost error: TransportError) {
        self =
            switch error {
            case .timedOut: .timedOut
            case .flood: .flood(error.text)
            case .closed, .system, .noRoute, .tls: .closed(error.text)
            }
    }
}
