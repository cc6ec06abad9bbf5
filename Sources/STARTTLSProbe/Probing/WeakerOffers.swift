internal import MandateCore

/// What a gateway would still accept, asked politely: one connection a question, one after the other.
enum WeakerOffers {
    /// - Parameters:
    ///   - seen: What the gateway chose of all; what is weaker is asked for.
    static func ask(
        _ probe: GatewayProbe,
        _ endpoint: Endpoint,
        _ envelope: Envelope,
        _ now: @Sendable () -> Timestamp,
        seen: GatewayObservation
    ) -> [WeakerOffer] {
        let best = seen.tls.flatMap { ProtocolVersion(rawValue: $0.protocolName) }
        let versions = [ProtocolVersion.tls10, .tls11].filter { version in best.map { version < $0 } ?? true }
        let protocols = versions.map { version in
            var asking = probe
            asking.offer = TLSOffer(minimum: version, maximum: version)
            asking.goal = .handshake
            asking.traces = false
            return answer(asking, endpoint, envelope, now, offer: version.rawValue)
        }
        let ciphers = [("anonymous ciphers", TLSOffer.anonymous), ("NULL ciphers", TLSOffer.unencrypted)].map {
            name,
            list in
            var asking = probe
            asking.offer = TLSOffer(maximum: .tls12, ciphers: list)
            asking.goal = .handshake
            asking.traces = false
            return answer(asking, endpoint, envelope, now, offer: name)
        }
        // Debian's OpenSSL has none of them at any security level.
        let missing = ["SSLv3", "RC4", "3DES"].map {
            WeakerOffer(offer: $0, answer: .notTested, detail: "this OpenSSL cannot offer it")
        }
        return protocols + ciphers + missing
    }

    private static func answer(
        _ probe: GatewayProbe,
        _ endpoint: Endpoint,
        _ envelope: Envelope,
        _ now: @Sendable () -> Timestamp,
        offer: String
    ) -> WeakerOffer {
        let observation = probe.observe(endpoint, envelope: envelope, at: now())
        if observation.tls != nil { return WeakerOffer(offer: offer, answer: .accepted) }
        let stage = observation.stages[.tlsNegotiated]
        return stage?.outcome == .fail
            ? WeakerOffer(offer: offer, answer: .refused, detail: stage?.detail)
            : WeakerOffer(offer: offer, answer: .notTested, detail: observation.reasonOfEnd)
    }
}
