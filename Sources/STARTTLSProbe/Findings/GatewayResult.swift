internal import MandateCore

/// What a probe says of one gateway, judged by the name under which it was asked. Stored as it encodes itself.
package struct GatewayResult: Codable, Equatable, Sendable {
    /// One of the three negative results that the document of IT.Niedersachsen explains.
    package enum Negative: String, Codable, Sendable {
        case noTLS = "no_tls"
        case oldProtocol = "old_protocol"
        case invalidCertificate = "invalid_certificate"
    }

    package var host: String
    /// Numeric; empty: the host has no address.
    package var address: String
    package var port: Int
    package var preference: Int?
    /// RFC 3339; when it was tested.
    package var time: String
    /// All nine, in their order.
    package var stages: [StageResult]
    package var tls: TLSFacts?
    /// As the gateway sent it, its own certificate first.
    package var chain: [Certificate]
    /// The certificate's name that is the host's; nil: none is.
    package var matchedName: String?
    /// Whether the chain leads to a CA that is trusted, within the validity of all certificates.
    package var isTrusted: Bool
    package var problems: [CertificateProblem]
    /// What is known of revocation: by list, by stapled response; nil: nothing.
    package var revocation: RevocationStatus?
    /// What the DNS says of the certificate (DANE); nil where there are no signed TLSA records.
    package var tlsa: DANEResult?
    /// Weaker protocols that it accepts too; nil: not asked.
    package var weaker: [WeakerOffer]?
    /// 0, 50, 90 or 100, as CheckTLS has it; nil: not tested.
    package var confidence: Int?
    package var negative: Negative?
    /// The failure by its name in RFC 8460.
    package var result: ResultType?
    /// What it means, and what the partner has to do, in plain words; nil where all is well.
    package var explanation: String?
    package var remedy: String?
    /// Why nothing is known of its TLS.
    package var untestedReason: String?
    /// This host has no way to such addresses: says nothing about the gateway.
    package var isMissingRoute: Bool
    /// Whether signatures of the DNS are looked at; without, nothing is known of TLSA records.
    package var isDNSSECValidated: Bool
    package var trace: [String]?

    enum CodingKeys: String, CodingKey {
        case host, address, port, preference, time, stages, tls, chain, problems, revocation, tlsa, weaker, confidence
        case negative, result, explanation, remedy, trace
        case matchedName = "matched_name"
        case isTrusted = "trusted"
        case untestedReason = "untested_reason"
        case isMissingRoute = "no_route"
        case isDNSSECValidated = "dnssec_validated"
    }

    /// Whether its TLS was tested.
    package var isTested: Bool { confidence != nil }

    /// As the tables name it: `mx.example [192.0.2.1:25]`.
    package var title: String {
        let place = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        if address.isEmpty { return host }
        return host == address ? place : "\(host) [\(place)]"
    }

    /// Why it is not known whether the DNS vouches for the certificate; nil: it is known.
    var daneProblem: String? {
        if !isDNSSECValidated { return LookupError.notValidated.text }
        if case .unknown = tlsa { return tlsa?.rawValue }
        return nil
    }

    /// What is wrong with the chain to a CA, but for the days and the revocation of the gateway's own certificate, and its name.
    var chainProblem: CertificateProblem? {
        problems.first { !$0.isOfValidity && !$0.isRevocation && $0.result != .certificateHostMismatch }
    }

    /// What it answered to a weaker offer; nil: it was not asked.
    func answer(to question: WeakerQuestion) -> WeakerOffer? { weaker?.first { $0.offer == question.text } }

    package subscript(stage: Stage) -> StageResult {
        stages.first { $0.stage == stage } ?? StageResult(stage, .notTested)
    }
}
