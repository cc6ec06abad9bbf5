/// One decision as the journal keeps it (DESIGN.md, section 6): who asked what, and what was answered, and why.
package struct DecisionRecord: Sendable {
    /// Given by the journal when it is written.
    package var id: RecordID
    package var time: Timestamp
    package var host: String
    package var frontend: Frontend
    /// The SMTP stage at which was decided: `RCPT`; of the milter also `DATA` and `END-OF-MESSAGE`.
    package var stage: String
    /// What enforcing answers.
    package var action: ActionWord
    /// Whether it was answered (enforce) or only recorded (testing).
    package var mode: Mode
    package var agreement: String?
    package var partner: String?
    package var direction: Direction?
    package var classes: [String]
    package var violations: [Violation]
    package var reply: String?
    package var queueID: String?
    package var messageID: String?
    package var instance: String?
    package var clientAddress: String?
    package var clientName: String?
    package var heloName: String?
    /// Empty: the null sender.
    package var sender: String
    package var recipients: [String]
    package var encryptionProtocol: String?
    package var encryptionCipher: String?
    package var encryptionKeySize: Int
    package var certificateSubject: String?
    package var certificateIssuer: String?
    package var certificateFingerprint: String?
    package var saslUsername: String?
    package var policyContext: String?
    /// The digest of the register that decided.
    package var register: String

    package init(
        id: RecordID = .unnamed,
        time: Timestamp,
        host: String,
        frontend: Frontend,
        stage: String,
        action: ActionWord,
        mode: Mode,
        agreement: String?,
        partner: String?,
        direction: Direction?,
        classes: [String] = [],
        violations: [Violation],
        reply: String?,
        queueID: String? = nil,
        messageID: String? = nil,
        instance: String? = nil,
        clientAddress: String? = nil,
        clientName: String? = nil,
        heloName: String? = nil,
        sender: String,
        recipients: [String],
        encryptionProtocol: String? = nil,
        encryptionCipher: String? = nil,
        encryptionKeySize: Int = 0,
        certificateSubject: String? = nil,
        certificateIssuer: String? = nil,
        certificateFingerprint: String? = nil,
        saslUsername: String? = nil,
        policyContext: String? = nil,
        register: String
    ) {
        self.id = id
        self.time = time
        self.host = host
        self.frontend = frontend
        self.stage = stage
        self.action = action
        self.mode = mode
        self.agreement = agreement
        self.partner = partner
        self.direction = direction
        self.classes = classes
        self.violations = violations
        self.reply = reply
        self.queueID = queueID
        self.messageID = messageID
        self.instance = instance
        self.clientAddress = clientAddress
        self.clientName = clientName
        self.heloName = heloName
        self.sender = sender
        self.recipients = recipients
        self.encryptionProtocol = encryptionProtocol
        self.encryptionCipher = encryptionCipher
        self.encryptionKeySize = encryptionKeySize
        self.certificateSubject = certificateSubject
        self.certificateIssuer = certificateIssuer
        self.certificateFingerprint = certificateFingerprint
        self.saslUsername = saslUsername
        self.policyContext = policyContext
        self.register = register
    }
}

extension DecisionRecord {
    /// Whether enforcing would have answered otherwise than was answered.
    package var isOnlyTested: Bool { mode == .testing && action != .accept }

    /// What became of it, for a reader: the action, or what it would have been.
    package var outcome: String { isOnlyTested ? "would \(action.rawValue)" : action.rawValue }
}

/// The contract's keys, in its order. What is not known is null.
extension DecisionRecord: Encodable {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, time, host, frontend, stage, action, mode, agreement, partner, direction, classes, violations, reply
        case queueID = "queue_id"
        case messageID = "message_id"
        case instance
        case clientAddress = "client_address"
        case clientName = "client_name"
        case heloName = "helo_name"
        case sender, recipients
        case encryptionProtocol = "encryption_protocol"
        case encryptionCipher = "encryption_cipher"
        case encryptionKeySize = "encryption_keysize"
        case certificateSubject = "ccert_subject"
        case certificateIssuer = "ccert_issuer"
        case certificateFingerprint = "ccert_fingerprint"
        case saslUsername = "sasl_username"
        case policyContext = "policy_context"
        case register
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id.text, forKey: .id)
        try container.encode(time.text, forKey: .time)
        try container.encode(host, forKey: .host)
        try container.encode(frontend.rawValue, forKey: .frontend)
        try container.encode(stage, forKey: .stage)
        try container.encode(action.rawValue, forKey: .action)
        try container.encode(mode.rawValue, forKey: .mode)
        try container.encode(agreement, forKey: .agreement)
        try container.encode(partner, forKey: .partner)
        try container.encode(direction?.rawValue, forKey: .direction)
        try container.encode(classes, forKey: .classes)
        try container.encode(violations.map(\.rawValue), forKey: .violations)
        try container.encode(reply, forKey: .reply)
        try container.encode(queueID, forKey: .queueID)
        try container.encode(messageID, forKey: .messageID)
        try container.encode(instance, forKey: .instance)
        try container.encode(clientAddress, forKey: .clientAddress)
        try container.encode(clientName, forKey: .clientName)
        try container.encode(heloName, forKey: .heloName)
        try container.encode(sender, forKey: .sender)
        try container.encode(recipients, forKey: .recipients)
        try container.encode(encryptionProtocol, forKey: .encryptionProtocol)
        try container.encode(encryptionCipher, forKey: .encryptionCipher)
        try container.encode(encryptionKeySize, forKey: .encryptionKeySize)
        try container.encode(certificateSubject, forKey: .certificateSubject)
        try container.encode(certificateIssuer, forKey: .certificateIssuer)
        try container.encode(certificateFingerprint, forKey: .certificateFingerprint)
        try container.encode(saslUsername, forKey: .saslUsername)
        try container.encode(policyContext, forKey: .policyContext)
        try container.encode(register, forKey: .register)
    }
}
