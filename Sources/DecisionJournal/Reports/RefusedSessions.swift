package import MandateCore

/// What clients tried that was not let through as it was: the refusals of one session together.
///
/// No mail server says which messages came in one connection: Postfix's `instance` is a message's (SMTPD_POLICY_README), and the
/// milter has none. A session is what one host has refused one client, each within ``JournalLimits/sessionPause`` of the one before.
package struct RefusedSessions {
    package struct Session: Sendable {
        package let clientAddress: String?
        package let clientName: String?
        package let heloName: String?
        /// Postfix's, of the last message that had one.
        package var instance: String?
        package let first: Timestamp
        package var last: Timestamp
        package var records: [RecordID] = []
        package var actions: [String: Int] = [:]
        package var agreements: Set<String> = []
        package var violations: [Violation] = []
        package var senders: Set<String> = []
        package var recipients: Set<String> = []
        package let encryptionProtocol: String?
        package let encryptionCipher: String?
        /// What the client was answered last.
        package var reply: String?
    }

    private struct Key: Hashable {
        let host: String
        let client: String?
        /// When it began; nil: it may go on.
        var began: Timestamp?
    }

    private var sessions: [Key: Session] = [:]
    private let most: Int
    /// Sessions that are kept beyond those that are wanted: the oldest are forgotten seldom, many at once.
    private static let spare = 64

    /// - Parameter most: How many sessions are wanted, the newest.
    package init(most: Int) { self.most = most }

    /// Notes a record; accepted ones are passed over. Records come in the order of time.
    package mutating func add(_ record: DecisionRecord) {
        guard record.action != .accept else { return }
        let key = Key(host: record.host, client: record.clientAddress)
        if let known = sessions[key], record.time.milliseconds - known.last.milliseconds > JournalLimits.sessionPause {
            sessions[Key(host: key.host, client: key.client, began: known.first)] = known
            sessions[key] = nil
        }
        sessions[key, default: Session(record)].add(record)
        if (sessions.count - Self.spare) / 2 > most { forgetOldest() }
    }

    /// The sessions, newest first.
    package var newest: [Session] {
        Array(sessions.values.sorted { ($0.last, $0.newest) > ($1.last, $1.newest) }.prefix(most))
    }

    private mutating func forgetOldest() {
        let kept = sessions.sorted { ($0.value.last, $0.value.newest) > ($1.value.last, $1.value.newest) }.prefix(most)
        sessions = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}

extension RefusedSessions.Session {
    /// The name of its last record, which settles the order of what was refused in one moment.
    fileprivate var newest: RecordID { records.last ?? .unnamed }

    fileprivate init(_ record: DecisionRecord) {
        self.init(
            clientAddress: record.clientAddress,
            clientName: record.clientName,
            heloName: record.heloName,
            instance: record.instance,
            first: record.time,
            last: record.time,
            encryptionProtocol: record.encryptionProtocol,
            encryptionCipher: record.encryptionCipher
        )
    }

    fileprivate mutating func add(_ record: DecisionRecord) {
        last = max(last, record.time)
        records.append(record.id)
        actions[record.outcome, default: 0] += 1
        if let agreement = record.agreement { agreements.insert(agreement) }
        for violation in record.violations where !violations.contains(violation) { violations.append(violation) }
        senders.insert(record.sender)
        recipients.formUnion(record.recipients)
        instance = record.instance ?? instance
        reply = record.reply ?? reply
    }
}
