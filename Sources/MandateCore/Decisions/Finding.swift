/// One demand of an agreement beside what was observed.
package struct Finding: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        case kept
        case violated(Violation)
        /// This front end cannot see the fact, so the demand is not taken for kept; the violation is the one it would be.
        case notVisible(Violation)
        /// An earlier violation leaves nothing to compare.
        case notCompared
    }

    package let demand: Demand
    package let verdict: Verdict

    /// The violation that it is, or would be if it were visible; nil: there is none.
    package var violation: Violation? {
        switch verdict {
        case .violated(let violation), .notVisible(let violation): violation
        case .kept, .notCompared: nil
        }
    }

    init(_ demand: Demand, _ verdict: Verdict) {
        self.demand = demand
        self.verdict = verdict
    }
}

extension [Finding] {
    /// Whether a demand is violated; one that only cannot be seen is not.
    var haveViolation: Bool { contains { if case .violated = $0.verdict { true } else { false } } }
}

extension SessionDemands {
    /// Compares the demands with a session, one after the other; all violations are found, not only the first.
    ///
    /// Without encryption no other violation is listed. Where a certificate is not trusted, neither its name nor its issuer is
    /// compared: anybody can write them. A pin vouches by itself, whatever the chain.
    package func compare(with observation: Observation) -> [Finding] {
        guard let encryption = observation.encryption.value else {
            let verdict: Finding.Verdict =
                observation.encryption == .absent ? .violated(.sessionNotEncrypted) : .notVisible(.sessionNotEncrypted)
            return [Finding(.level, verdict)] + demanded.dropFirst().map { Finding($0, .notCompared) }
        }
        var findings: [Finding] = []
        findings.reserveCapacity(Demand.allCases.count)
        findings.append(Finding(.level, certificateVerdict(observation.certificate)))
        findings.append(protocolFinding(encryption))
        findings.append(bitsFinding(encryption))
        findings.append(cipherFinding(encryption))
        if level != .encrypt { findings += certificateFindings(observation.certificate) }
        return findings
    }

    /// The demands that the section makes, in the order of the file's grammar.
    package var demanded: [Demand] {
        var demands: [Demand] = [.level, .minimumProtocol, .minimumBits, .excludeCiphers]
        if !subjects.isEmpty { demands.append(.subjects) }
        if !issuers.isEmpty { demands.append(.issuers) }
        if level == .fingerprint { demands.append(.fingerprints) }
        return demands
    }

    /// A version with a name that no OpenSSL has is no version that was agreed on.
    private func protocolFinding(_ encryption: Observation.Encryption) -> Finding {
        let version = ProtocolVersion(rawValue: encryption.protocolName)
        let isKept = version.map { $0 >= minimumProtocol } ?? false
        return Finding(.minimumProtocol, isKept ? .kept : .violated(.protocolTooOld))
    }

    private func bitsFinding(_ encryption: Observation.Encryption) -> Finding {
        Finding(.minimumBits, encryption.bits >= minimumBits ? .kept : .violated(.sessionKeyTooShort))
    }

    private func cipherFinding(_ encryption: Observation.Encryption) -> Finding {
        Finding(.excludeCiphers, exclusion.excludes(encryption.cipher) ? .violated(.cipherExcluded) : .kept)
    }

    private func certificateVerdict(_ certificate: Fact<Observation.PeerCertificate>) -> Finding.Verdict {
        switch (level, certificate) {
        case (.encrypt, _): .kept
        case (_, .absent): .violated(.certificateMissing)
        case (_, .notVisible): .notVisible(.certificateMissing)
        case (.verify, .value(let certificate)): certificate.isTrusted ? .kept : .violated(.certificateNotTrusted)
        case (.fingerprint, .value): .kept
        }
    }

    private func certificateFindings(_ certificate: Fact<Observation.PeerCertificate>) -> [Finding] {
        let certificate = certificate.value
        return demanded.dropFirst(4).map { demand in
            guard let certificate, certificate.isTrusted || demand == .fingerprints else {
                return Finding(demand, .notCompared)
            }
            return switch demand {
            case .subjects:
                Finding(
                    demand,
                    certificate.subject.verdict(else: .certificateNameMismatch) { name in
                        subjects.contains { $0.matches(name) }
                    }
                )
            case .issuers:
                Finding(demand, certificate.issuer.verdict(else: .certificateIssuerMismatch, if: issuers.contains))
            default:
                Finding(
                    demand,
                    certificate.fingerprints.verdict(else: .certificateFingerprintMismatch) {
                        !fingerprints.isDisjoint(with: $0)
                    }
                )
            }
        }
    }
}

extension Fact {
    /// Kept where there is a value that holds, a violation where there is none or it does not.
    fileprivate func verdict(else violation: Violation, if holds: (Value) -> Bool) -> Finding.Verdict {
        switch self {
        case .value(let value): holds(value) ? .kept : .violated(violation)
        case .absent: .violated(violation)
        case .notVisible: .notVisible(violation)
        }
    }
}
