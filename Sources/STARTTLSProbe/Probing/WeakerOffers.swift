internal import Foundation
internal import MandateCore

/// What a gateway would still accept, asked politely: one connection at a time, so many and no more, and none any more once it
/// has put us off twice.
struct WeakerOffers {
    private let probe: GatewayProbe
    private let endpoint: Endpoint
    private let envelope: Envelope
    private let now: @Sendable () -> Timestamp
    private let suites = OfferableSuite.all
    private let best: ProtocolVersion?
    private var connections = 0
    /// Why nothing more is asked.
    private var end: String?

    /// - Parameters:
    ///   - seen: What the gateway chose of all; only what is weaker is asked for.
    init(
        _ probe: GatewayProbe,
        _ endpoint: Endpoint,
        _ envelope: Envelope,
        _ now: @escaping @Sendable () -> Timestamp,
        seen: GatewayObservation
    ) {
        var asking = probe
        asking.goal = .handshake
        asking.traces = false
        self.probe = asking
        self.endpoint = endpoint
        self.envelope = envelope
        self.now = now
        best = seen.tls.flatMap { ProtocolVersion(rawValue: $0.protocolName) }
    }

    mutating func ask(_ questions: [WeakerQuestion]) -> [WeakerOffer] {
        var answers: [WeakerOffer] = []
        for question in questions {
            // What it chose of all is its best: that version has been seen.
            if case .version(let version) = question, let best, version >= best { continue }
            answers.append(answer(question))
        }
        return answers
    }

    private mutating func answer(_ question: WeakerQuestion) -> WeakerOffer {
        let offers = question.offers(suites, best: best)
        var last: WeakerOffer?
        for offer in offers {
            let answer = connect(offer, question)
            if answer.answer != .refused { return answer }
            last = answer
        }
        return last ?? .cannotOffer(question)
    }

    private mutating func connect(_ offer: TLSOffer, _ question: WeakerQuestion) -> WeakerOffer {
        if end == nil, connections >= ProbeLimits.questions {
            end = "more than \(ProbeLimits.questions) connections would be needed"
        }
        if let end { return WeakerOffer(offer: question.text, answer: .notTested, detail: end) }
        let first = observe(offer, question)
        guard first.answer == .notTested else { return first }
        Thread.sleep(forTimeInterval: Double(min(ProbeLimits.pause, probe.limits.stage).wholeMilliseconds) / 1000)
        let second = observe(offer, question)
        if second.answer == .notTested { end = second.detail ?? "the gateway does not answer" }
        return second
    }

    private mutating func observe(_ offer: TLSOffer, _ question: WeakerQuestion) -> WeakerOffer {
        connections += 1
        var asking = probe
        asking.offer = offer
        let observation = asking.observe(endpoint, envelope: envelope, at: now())
        if let tls = observation.tls {
            let detail = "\(tls.protocolName) \(tls.cipher) (\(tls.bits) bits)"
            return WeakerOffer(offer: question.text, answer: .accepted, detail: detail)
        }
        let stage = observation.stages[.tlsNegotiated]
        return stage?.outcome == .fail
            ? WeakerOffer(offer: question.text, answer: .refused, detail: stage?.detail)
            : WeakerOffer(offer: question.text, answer: .notTested, detail: observation.reasonOfEnd)
    }
}
