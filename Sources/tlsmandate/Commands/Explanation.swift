import MandateCore
import PostfixServers

/// A decision with what led to it.
struct Explanation {
    let register: Register
    let participants: Register.Participants
    let sender: String
    let recipient: String
    let session: Session
    let clientName: String
    let now: Timestamp

    private var judgements: [Judgement] {
        register.judgements(of: participants, recipient: recipient, session: session)
    }

    private var decision: Decision { register.decide(participants, recipient: recipient, session: session) }

    /// Why nothing was asked of the session, where nothing was.
    private var reason: String? {
        if participants.isEmpty {
            return "no agreement with demands on this session names the sender, the client or the recipient"
        }
        if register.isNeverRefused(recipient) {
            return "this recipient is never refused: whoever is refused must be able to reach us"
        }
        guard let address = session.clientAddress else {
            return "mail that came by no SMTP session is not asked for TLS"
        }
        if register.isExempt(clientAddress: address) {
            return "the client is in exempt-networks: it is not asked for TLS"
        }
        return nil
    }

    /// The demands of all agreements that took part.
    private var requirements: [Requirement] {
        judgements.flatMap { judgement -> [Requirement] in
            guard let demands = judgement.demands else { return [] }
            return judgement.findings.map { finding in
                let isKept: Bool? =
                    switch finding.verdict {
                    case .kept: true
                    case .violated, .notVisible: false
                    case .notCompared: nil
                    }
                return Requirement(
                    agreement: judgement.agreement.name,
                    direction: judgement.direction.rawValue,
                    demand: finding.demand.rawValue,
                    required: demands.required(finding.demand),
                    observed: session.observation.observed(finding.demand),
                    kept: isKept,
                    file: judgement.agreement.file,
                    line: demands.lines[finding.demand]
                )
            }
        }
    }

    private struct Requirement: Encodable {
        let agreement: String
        let direction: String
        let demand: String
        let required: String
        let observed: String
        /// nil: an earlier violation left nothing to compare.
        let kept: Bool?
        let file: String
        let line: Int

        enum CodingKeys: CodingKey { case agreement, direction, demand, required, observed, kept, file, line }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(agreement, forKey: .agreement)
            try container.encode(direction, forKey: .direction)
            try container.encode(demand, forKey: .demand)
            try container.encode(required, forKey: .required)
            try container.encode(observed, forKey: .observed)
            try container.encode(kept, forKey: .kept)
            try container.encode(file, forKey: .file)
            try container.encode(line, forKey: .line)
        }
    }

    /// The record that the journal would have of the decision.
    private var record: DecisionRecord {
        let decision = decision
        let encryption = session.observation.encryption.value
        let certificate = session.observation.certificate.value
        return DecisionRecord(
            id: RecordID(first: now),
            time: now,
            host: "",
            frontend: .policy,
            stage: "RCPT",
            action: decision.action.word,
            mode: decision.mode,
            agreement: decision.agreement?.name,
            partner: decision.agreement?.partner,
            direction: decision.direction,
            violations: decision.violations,
            reply: decision.reply(register.configuration.replies),
            clientAddress: session.clientAddress,
            clientName: clientName,
            sender: sender,
            recipients: [recipient],
            encryptionProtocol: encryption?.protocolName,
            encryptionCipher: encryption?.cipher,
            encryptionKeySize: encryption?.bits ?? 0,
            certificateSubject: certificate?.subject.value,
            certificateIssuer: certificate?.issuer.value,
            certificateFingerprint: certificate?.fingerprints.value?.first?.text,
            register: register.digest
        )
    }

    /// The explanation for a reader.
    var lines: [String] {
        let decision = decision
        let mode =
            decision.mode == .testing && decision.action != .accept
            ? " (in testing: it would be answered, and passes)" : ""
        var lines = [
            "\(Printable.escaped(sender.isEmpty ? "<>" : sender)) -> \(Printable.escaped(recipient)): \(decision.action.word)\(mode)"
        ]
        if let agreement = decision.agreement {
            lines.append(
                "  agreement \(agreement.name) with \(Printable.escaped(agreement.partner)), \(decision.direction?.rawValue ?? "")"
            )
        }
        if let reply = decision.reply(register.configuration.replies) { lines.append("  reply: \(reply)") }
        if let reason { lines.append("  \(reason)") }
        for requirement in requirements {
            let verdict = requirement.kept.map { $0 ? "kept" : "VIOLATED" } ?? "not compared"
            lines.append(
                "  \(verdict): \(requirement.agreement) \(requirement.direction) \(requirement.demand): required \(requirement.required), observed \(Printable.escaped(requirement.observed)) (\(requirement.file):\(requirement.line))"
            )
        }
        return lines
    }
}

/// The journal's keys, and `requirements` and `reason`.
extension Explanation: Encodable {
    private enum CodingKeys: CodingKey { case requirements, reason }

    func encode(to encoder: any Encoder) throws {
        try record.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(requirements, forKey: .requirements)
        try container.encode(reason, forKey: .reason)
    }
}
