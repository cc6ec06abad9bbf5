package import MandateCore

/// Which records are asked for. A filter that is not set lets everything through.
package struct RecordQuery: Sendable {
    /// The keys by which one searches, with how a record's column is compared.
    package enum Key: String, CaseIterable, Sendable {
        case agreement, action, mode, direction, frontend, stage, host, instance, sender, partner, register
        case queueID = "queue_id"
        case messageID = "message_id"
        case clientAddress = "client_address"
        case clientName = "client_name"
        case heloName = "helo_name"
        case saslUsername = "sasl_username"
        case policyContext = "policy_context"
        case encryptionProtocol = "encryption_protocol"
        case encryptionCipher = "encryption_cipher"
        case encryptionKeySize = "encryption_keysize"
        case certificateSubject = "ccert_subject"
        case certificateIssuer = "ccert_issuer"
        case certificateFingerprint = "ccert_fingerprint"
        /// One of a list.
        case violation = "violations"
        case recipient = "recipients"
        case messageClass = "classes"

        /// Whether a record has any of several values, of which one must be asked for.
        package var isList: Bool { [.violation, .recipient, .messageClass].contains(self) }

        /// Whether the case of letters does not matter: names of hosts and of certificates, and addresses.
        package var isCaseless: Bool {
            isList || [.sender, .clientName, .heloName, .certificateSubject, .certificateIssuer].contains(self)
        }
    }

    /// Values that a key may have, any of them.
    package var filters: [(key: Key, values: [String])] = []
    /// From this moment on.
    package var since: Timestamp?
    /// Before this moment.
    package var until: Timestamp?
    /// The latest so many, or with ``after`` the first.
    package var limit: Int?
    /// Behind this entry.
    package var after: RecordID?

    package init() {}
}

extension RecordQuery {
    /// Whether a record is asked for, its moment and its filters, whatever the limit: for journals that cannot compare all this
    /// themselves.
    package func matches(_ record: DecisionRecord) -> Bool {
        guard includes(record.time), after.map({ record.id > $0 }) ?? true else { return false }
        return filters.allSatisfy { key, values in
            let found = record.values(key)
            return values.contains { value in
                // Octet by octet: Swift's == takes texts that are written in two ways for one.
                found.contains { key.isCaseless ? $0.isCaselessly(value) : $0.utf8.elementsEqual(value.utf8) }
            }
        }
    }

    /// Whether a moment is asked for.
    package func includes(_ time: Timestamp) -> Bool {
        if let since, time < since { return false }
        return until.map { time < $0 } ?? true
    }
}

extension DecisionRecord {
    /// The values that a key has in a record.
    fileprivate func values(_ key: RecordQuery.Key) -> [String] {
        switch key {
        case .agreement: [agreement].compactMap(\.self)
        case .action: [action.rawValue]
        case .mode: [mode.rawValue]
        case .direction: [direction?.rawValue].compactMap(\.self)
        case .frontend: [frontend.rawValue]
        case .stage: [stage]
        case .host: [host]
        case .instance: [instance].compactMap(\.self)
        case .sender: [sender]
        case .partner: [partner].compactMap(\.self)
        case .queueID: [queueID].compactMap(\.self)
        case .messageID: [messageID].compactMap(\.self)
        case .clientAddress: [clientAddress].compactMap(\.self)
        case .clientName: [clientName].compactMap(\.self)
        case .heloName: [heloName].compactMap(\.self)
        case .saslUsername: [saslUsername].compactMap(\.self)
        case .policyContext: [policyContext].compactMap(\.self)
        case .encryptionProtocol: [encryptionProtocol].compactMap(\.self)
        case .encryptionCipher: [encryptionCipher].compactMap(\.self)
        case .encryptionKeySize: [String(encryptionKeySize)]
        case .certificateSubject: [certificateSubject].compactMap(\.self)
        case .certificateIssuer: [certificateIssuer].compactMap(\.self)
        case .certificateFingerprint: [certificateFingerprint].compactMap(\.self)
        case .register: [register]
        case .violation: violations.map(\.rawValue)
        case .recipient: recipients
        case .messageClass: classes
        }
    }
}
