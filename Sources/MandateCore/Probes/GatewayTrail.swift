/// What the last probes have found at one gateway: all that the next is compared with.
///
/// A gateway is compared by its name. Its addresses may come and go with every probe, as those of large hosters do; what is found at
/// one address is compared with the same address, and where it is new, with the gateway's others.
package struct GatewayTrail: Sendable {
    /// What the last probe found; empty: there was none.
    package private(set) var latest: [ProbeFinding]
    /// What the last probe found that came as far as TLS: a night on which the gateway was too busy hides no change.
    package private(set) var encrypted: [ProbeFinding]

    package init(latest: [ProbeFinding] = [], encrypted: [ProbeFinding] = []) {
        self.latest = latest
        self.encrypted = encrypted
    }

    /// Takes the next probe's findings at the gateway.
    ///
    /// - Parameter findings: Of one probe, all addresses; not empty.
    /// - Returns: What has changed, the gravest first.
    package mutating func add(_ findings: [ProbeFinding]) -> [ProbeChange] {
        var changes: [ProbeChange] = []
        let verdict = ProbeVerdict(findings)
        let before = ProbeVerdict(latest)
        if latest.isEmpty {
            changes.append(.firstSeen(verdict))
        } else if before.outcome == .gone, verdict.outcome != .gone {
            changes.append(.returned(verdict))
        } else if before.outcome != .gone, verdict.outcome == .gone {
            changes.append(.gone)
        } else if before != verdict {
            changes.append(.verdict(from: before, to: verdict))
        }
        for finding in findings where finding.session != nil {
            for change in self.changes(to: finding) where !changes.contains(change) { changes.append(change) }
        }
        latest = findings
        if findings.contains(where: { $0.session != nil }) { encrypted = findings.filter { $0.session != nil } }
        return changes
    }

    private func changes(to finding: ProbeFinding) -> [ProbeChange] {
        let before = encrypted.first { $0.showsTheSame(as: finding) }
        let compared = before ?? encrypted.first { $0.address == finding.address } ?? encrypted.first
        var changes = compared.map { Self.changes(from: $0, to: finding) } ?? []
        if let certificate = finding.certificate, let end = certificate.notAfter {
            let seen = encrypted.first { $0.certificate?.fingerprint == certificate.fingerprint }?.time
            if CertificateEnd.isDue(end, since: seen, now: finding.time) {
                changes.append(.expiry(days: CertificateEnd.daysLeft(end, now: finding.time), end: end))
            }
        }
        return changes
    }

    private static func changes(from old: ProbeFinding, to new: ProbeFinding) -> [ProbeChange] {
        var changes: [ProbeChange] = []
        if let old = old.certificate, let new = new.certificate {
            if old.issuer != new.issuer {
                changes.append(.issuer(from: old.issuer, to: new.issuer))
            } else if old.fingerprint != new.fingerprint {
                changes.append(.certificate(from: old.fingerprint, to: new.fingerprint))
            }
            switch (old.matchedName, new.matchedName) {
            case (let name?, nil): changes.append(.nameLost(name))
            case (nil, let name?): changes.append(.nameMatched(name))
            default: break
            }
        }
        if let old = old.session, let new = new.session {
            if old.protocolName != new.protocolName {
                changes.append(.protocolName(from: old.protocolName, to: new.protocolName))
            }
            if old.cipher != new.cipher { changes.append(.cipher(from: old.cipher, to: new.cipher)) }
        }
        return changes
    }
}

extension ProbeFinding {
    /// Whether TLS is the same, as far as changes are told.
    fileprivate func showsTheSame(as other: ProbeFinding) -> Bool {
        session == other.session && certificate?.fingerprint == other.certificate?.fingerprint
            && (certificate?.matchedName == nil) == (other.certificate?.matchedName == nil)
    }
}
