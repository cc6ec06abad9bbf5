import MandateCore

/// A decision on one recipient with what led to it.
struct Explanation {
    let register: Register
    /// The agreements that took part.
    let judgements: [Judgement]
    /// The classes that the message is of; none at the policy front end, which sees no message.
    let classJudgements: [ClassJudgement]
    /// nil: the From field can be read, or no agreement goes by it.
    let onUnreadableFrom: Decision?
    let sender: String
    let recipient: String
    let session: Session
    let clientName: String
    let isEndToEndEncrypted: Bool
    let configurationFile: String
    let now: Timestamp

    private var decision: Decision {
        (judgements.map(\.decision) + classJudgements.map(\.decision) + [onUnreadableFrom].compactMap(\.self))
            .reduce(.noAgreement) { $0.combined(with: $1) }
    }

    /// Why nothing was asked of the session, where nothing was.
    private var reason: String? {
        if register.isNeverRefused(recipient) {
            return "this recipient is never refused: whoever is refused must be able to reach us"
        }
        if onUnreadableFrom != nil {
            return "the From field cannot be read: whether an agreement by header-from takes part is not known"
        }
        if judgements.isEmpty, classJudgements.isEmpty {
            return session.leavesToPolicy
                ? "no agreement that the milter decides on names the sender, the client or the recipient; what only the policy service sees or does is left to it"
                : "no agreement with demands on this session names the sender, the client or the recipient"
        }
        guard let address = session.clientAddress else {
            return "mail that came by no SMTP session is not asked for TLS"
        }
        if register.isExempt(clientAddress: address) {
            return "the client is in exempt-networks: it is not asked for TLS"
        }
        if isEndToEndEncrypted, judgements.contains(where: { $0.agreement.endToEndExempt }) {
            return "the message is end-to-end encrypted, and the agreement does not ask such for TLS"
        }
        return nil
    }

    /// The demands of all agreements and classes that took part.
    private var requirements: [Requirement] {
        judgements.flatMap { judgement -> [Requirement] in
            guard let demands = judgement.demands else { return [] }
            return requirements(judgement.findings, of: demands) { demand in
                (
                    .agreement(judgement.agreement.name, judgement.direction), judgement.agreement.file,
                    demands.lines[demand]
                )
            }
        } + classJudgements.flatMap(requirements)
    }

    private func requirements(of judgement: ClassJudgement) -> [Requirement] {
        let messageClass = judgement.messageClass
        var found = requirements(judgement.findings, of: messageClass.sessionDemands) { _ in
            (.messageClass(messageClass.name), configurationFile, messageClass.line)
        }
        let isUnsecured = judgement.unsecured.contains(recipient)
        switch messageClass.needs {
        case .tls:
            guard !register.isOurs(recipient) else { break }
            found.append(
                Requirement(
                    source: .messageClass(messageClass.name),
                    demand: "outbound",
                    required: "an agreement whose outbound is enforced, at a level that never falls back",
                    observed: isUnsecured ? "absent" : "there is one",
                    kept: !isUnsecured,
                    file: configurationFile,
                    line: messageClass.line
                )
            )
        case .endToEnd:
            found.append(
                Requirement(
                    source: .messageClass(messageClass.name),
                    demand: "needs",
                    required: MessageClass.Need.endToEnd.rawValue,
                    observed: isEndToEndEncrypted ? "end-to-end encrypted" : "not end-to-end encrypted",
                    kept: isEndToEndEncrypted,
                    file: configurationFile,
                    line: messageClass.line
                )
            )
        }
        return found
    }

    private func requirements(
        _ findings: [Finding],
        of demands: SessionDemands,
        from place: (Demand) -> (source: Requirement.Source, file: String, line: Int)
    ) -> [Requirement] {
        findings.map { finding in
            let place = place(finding.demand)
            let isKept: Bool? =
                switch finding.verdict {
                case .kept: true
                case .violated, .notVisible: false
                case .notCompared: nil
                }
            return Requirement(
                source: place.source,
                demand: finding.demand.rawValue,
                required: demands.required(finding.demand),
                observed: session.observation.observed(finding.demand),
                kept: isKept,
                file: place.file,
                line: place.line
            )
        }
    }

    private struct Requirement: Encodable {
        /// What makes the demand.
        enum Source {
            case agreement(String, Direction)
            case messageClass(String)
        }

        let source: Source
        let demand: String
        let required: String
        let observed: String
        /// nil: an earlier violation left nothing to compare.
        let kept: Bool?
        let file: String
        let line: Int

        /// What makes the demand, for a reader.
        var subject: String {
            switch source {
            case .agreement(let name, let direction): "\(name) \(direction.rawValue)"
            case .messageClass(let name): "class \(name)"
            }
        }

        enum CodingKeys: String, CodingKey {
            case agreement, direction, demand, required, observed, kept, file, line
            case messageClass = "class"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch source {
            case .agreement(let name, let direction):
                try container.encode(name, forKey: .agreement)
                try container.encode(direction.rawValue, forKey: .direction)
                try container.encodeNil(forKey: .messageClass)
            case .messageClass(let name):
                try container.encodeNil(forKey: .agreement)
                try container.encodeNil(forKey: .direction)
                try container.encode(name, forKey: .messageClass)
            }
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
            frontend: session.frontend,
            stage: "RCPT",
            action: decision.action.word,
            mode: decision.mode,
            agreement: decision.agreement?.name,
            partner: decision.agreement?.partner,
            direction: decision.direction,
            classes: classJudgements.map(\.messageClass.name),
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
            "\(Printable.escaped(sender.isEmpty ? "<>" : sender)) -> \(Printable.escaped(recipient)): \(decision.action.word.rawValue)\(mode)"
        ]
        if let agreement = decision.agreement {
            lines.append(
                "  agreement \(agreement.name) with \(Printable.escaped(agreement.partner)), \(decision.direction?.rawValue ?? "")"
            )
        }
        if !classJudgements.isEmpty {
            lines.append("  marked \(classJudgements.map(\.messageClass.name).joined(separator: ", "))")
        }
        if let reply = decision.reply(register.configuration.replies) { lines.append("  reply: \(reply)") }
        if let reason { lines.append("  \(reason)") }
        for requirement in requirements {
            let verdict = requirement.kept.map { $0 ? "kept" : "VIOLATED" } ?? "not compared"
            lines.append(
                "  \(verdict): \(requirement.subject) \(requirement.demand): required \(requirement.required), observed \(Printable.escaped(requirement.observed)) (\(requirement.file):\(requirement.line))"
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
