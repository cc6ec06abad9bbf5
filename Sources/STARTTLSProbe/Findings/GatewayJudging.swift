package import MandateCore

/// Judges what a connection showed: the certificate by host name and trust, the whole by the documents' three negative results.
package struct GatewayJudging: Sendable {
    package let trust: TrustStore

    package init(trust: TrustStore) { self.trust = trust }

    /// - Parameters:
    ///   - gateway: Under which name the gateway was asked.
    package func judge(_ observation: GatewayObservation, of gateway: GatewayHost) -> GatewayResult {
        let chain = observation.chain.compactMap { Certificate(der: $0) }
        var result = GatewayResult(
            host: gateway.host,
            address: observation.endpoint.addressText,
            port: gateway.port,
            preference: gateway.preference,
            time: observation.time.text,
            stages: [],
            tls: observation.tls,
            chain: chain,
            isTrusted: false,
            problems: [],
            isMissingRoute: observation.isMissingRoute,
            isDNSSECValidated: gateway.tlsaProblem != .notValidated,
            trace: observation.trace.isEmpty ? nil : observation.trace
        )
        var stages = observation.stages
        let isWithoutTLS = [Stage.tlsAdvertised, .tlsNegotiated].contains { stages[$0]?.outcome == .fail }
        if observation.tls != nil || isWithoutTLS {
            // RFC 7672, section 2.2: with usable records TLS is mandatory, and so is a certificate.
            result.tlsa = DANEMatch.judge(gateway, chain: observation.chain)
        }
        if observation.tls != nil {
            judgeCertificate(&result, observation, gateway)
            stages[.certificate] = StageResult(
                .certificate,
                result.isCertificateGood ? .ok : .fail,
                milliseconds: stages[.tlsNegotiated]?.milliseconds,
                detail: result.problems.first?.text
            )
        }
        let reason = observation.reasonOfEnd
        result.stages = Stage.allCases.map { stages[$0] ?? StageResult($0, .notTested, detail: reason) }
        result.conclude(reason)
        if result.isTested, result.result == nil {
            switch gateway.tlsaProblem {
            case .bogus: result.result = .dnssecInvalid
            default: if result.tlsa == .unmatched { result.result = .tlsaInvalid }
            }
        }
        return result
    }

    /// A gateway whose addresses are not known.
    package func untested(_ gateway: GatewayHost, reason: String, at time: Timestamp) -> GatewayResult {
        GatewayResult(
            host: gateway.host,
            address: "",
            port: gateway.port,
            preference: gateway.preference,
            time: time.text,
            stages: Stage.allCases.map { StageResult($0, .notTested, detail: reason) },
            chain: [],
            isTrusted: false,
            problems: [],
            result: gateway.problem?.isBogus == true ? .dnssecInvalid : nil,
            untestedReason: reason,
            isMissingRoute: false,
            isDNSSECValidated: gateway.tlsaProblem != .notValidated
        )
    }

    private func judgeCertificate(
        _ result: inout GatewayResult,
        _ observation: GatewayObservation,
        _ gateway: GatewayHost
    ) {
        guard let leaf = result.chain.first else {
            result.problems = [
                CertificateProblem(
                    result: .certificateNotTrusted,
                    text: "the gateway shows no certificate (an anonymous cipher)",
                    remedy: "install a certificate on the gateway"
                )
            ]
            return
        }
        let verification = ChainVerification.verify(observation.chain, read: result.chain, trust: trust)
        result.isTrusted = verification.problems.isEmpty
        result.problems = verification.problems
        judgeRevocation(&result, observation, verification)
        let names = ServerNames(["hostname"], nexthop: gateway.host, hostname: gateway.host)
        result.matchedName = names.match(leaf.comparedNames)
        if result.matchedName == nil {
            let shown = leaf.comparedNames.prefix(8).joined(separator: ", ")
            result.problems.append(
                CertificateProblem(
                    result: .certificateHostMismatch,
                    text: "the certificate is for \(shown.isEmpty ? "no name" : shown), not for \(gateway.host)",
                    remedy:
                        "have one issued that names \(gateway.host), or let the MX record point to a name that it has"
                )
            )
        }
    }
}

extension GatewayJudging {
    /// What lists and the stapled response say; a list that was given and found nothing is heard before the response.
    private func judgeRevocation(
        _ result: inout GatewayResult,
        _ observation: GatewayObservation,
        _ verification: ChainVerification.Result
    ) {
        let isListed = result.problems.contains(where: \.isRevocation)
        if trust.hasRevocationLists, verification.hasRevocationList {
            result.revocation = isListed ? .revoked(.list) : .good(.list)
        } else if trust.hasRevocationLists {
            result.revocation = .unknown("no valid list of its CA was given")
        }
        guard let staple = observation.stapledResponse else { return }
        // A gateway need not send a root, which may be the issuer itself.
        let chain = observation.chain + verification.path.dropFirst()
        switch StapledResponse(staple, chain: chain, trust: trust) {
        case .good:
            if !isListed { result.revocation = .good(.response) }
        case .revoked:
            result.revocation = .revoked(.response)
            result.isTrusted = false
            if !isListed { result.problems.insert(.revoked, at: 0) }
        case .unknown(let reason):
            result.revocation = result.revocation ?? .unknown(reason)
        }
    }
}

extension GatewayResult {
    /// By its chain and name, or because the DNS vouches for it: then no CA has to (RFC 7672, section 3.1).
    fileprivate var isCertificateGood: Bool {
        problems.isEmpty || tlsa == .matched && !problems.contains(where: \.isRevocation)
    }

    /// Sums up: confidence, the negative result and its explanation.
    fileprivate mutating func conclude(_ reason: String?) {
        if let tls {
            concludeWithTLS(tls)
        } else if self[.tlsAdvertised].outcome == .fail {
            confidence = 0
            negative = .noTLS
            result = .starttlsNotSupported
            explanation =
                "No TLS: \(self[.tlsAdvertised].detail ?? "STARTTLS is not offered"), so mail would travel unencrypted."
            remedy =
                "Switch STARTTLS on in the gateway, with a certificate for \(host); a firewall that inspects SMTP may be "
                + "hiding it."
        } else if self[.tlsNegotiated].outcome == .fail {
            confidence = 0
            negative = .noTLS
            result = .validationFailure
            explanation = "No TLS: STARTTLS is offered, but the handshake fails: \(self[.tlsNegotiated].detail ?? "")."
            remedy = "Look into the gateway's log for the reason; it has to offer TLS 1.2 or newer with a usual cipher."
        } else {
            untestedReason = reason ?? "not reached"
        }
    }

    private mutating func concludeWithTLS(_ tls: TLSFacts) {
        let version = ProtocolVersion(rawValue: tls.protocolName)
        if tls.bits == 0 {
            confidence = 0
            negative = .noTLS
            result = .validationFailure
            explanation = "No encryption: the cipher \(tls.cipher) protects nothing from being read."
            remedy = "Remove NULL ciphers from the gateway."
        } else if version.map({ $0 < .tls12 }) ?? true {
            confidence = 50
            negative = .oldProtocol
            result = .validationFailure
            explanation =
                "\(tls.protocolName) at best: TLS 1.0 and 1.1 are no longer safe (RFC 8996) and are not used by partners."
            remedy = "Switch TLS 1.2 and 1.3 on; the mail software or its TLS library may have to be updated."
        } else if !isCertificateGood, let problem = problems.first {
            confidence = 90
            negative = .invalidCertificate
            result = problem.result
            explanation =
                "The certificate is not valid: "
                + problems.map(\.text).joined(separator: "; ") + ". Mail is encrypted, but nobody knows for whom."
            remedy =
                problems.map(\.remedy).reduce(into: [String]()) { all, next in
                    if !all.contains(next) { all.append(next) }
                }.joined(separator: "; ") + "."
        } else {
            confidence = 100
        }
    }
}
