internal import MandateCore

/// Joins the records of each message while they stream by in the order of time.
///
/// Policy records once a recipient and the milter once a message, so that one message has many records. They are joined by host
/// and queue id, or by host and Postfix's `instance` where a record has no queue id yet. A message is counted when
/// ``ReportLimits/messageSpan`` has passed since its first record, or when more than ``ReportLimits/openMessages`` are open.
struct MessageWindow {
    /// What one front end found of a message.
    struct Finding {
        let outcome: Outcome
        let direction: Direction?
        let encryptionProtocol: String?
        let cipher: String?
    }

    /// What is known of a message under one agreement, or under none.
    struct Part {
        let agreement: String?
        var milter: Finding?
        var policy: Finding?
        /// Of a recipient that policy turned away: the milter was not asked for it, so nothing stands before this.
        var turnedAway: Finding?
        /// Records of policy that the milter's stand before.
        var displaceable: [RefusalList.Key] = []

        init(agreement: String?) { self.agreement = agreement }

        /// What counts. DESIGN.md, section 6: where policy and milter both recorded a message, the milter's.
        var finding: Finding? {
            guard let seen = milter ?? policy else { return turnedAway }
            return turnedAway.flatMap { $0.outcome > seen.outcome ? $0 : nil } ?? seen
        }
    }

    struct Message {
        let begin: Timestamp
        fileprivate var names: [Name] = []
        var parts: [Part] = []
    }

    fileprivate struct Name: Hashable {
        enum Kind { case queueID, instance }
        let kind: Kind
        let host: String
        let text: String
    }

    private let span: Int
    private let limit: Int
    private var open: [Int: Message] = [:]
    private var numbers: [Name: Int] = [:]
    private var oldest = 0
    private var next = 0

    init(_ limits: ReportLimits) {
        span = limits.messageSpan
        limit = limits.openMessages
    }

    /// Adds a record to its message.
    ///
    /// - Parameter close: Called with each message that is complete by now.
    /// - Returns: When the message of the record began.
    mutating func add(_ record: DecisionRecord, close: (Message) -> Void) -> Timestamp {
        closeMessages(until: record.time, close)
        let number = number(of: record)
        var message = open[number] ?? Message(begin: record.time)
        for name in Self.names(record) where numbers.updateValue(number, forKey: name) == nil {
            message.names.append(name)
        }
        message.add(record)
        open[number] = message
        return message.begin
    }

    /// Hands over the messages that are still open.
    mutating func closeAll(_ close: (Message) -> Void) {
        while oldest < next { closeOldest(close) }
    }

    private mutating func closeMessages(until now: Timestamp, _ close: (Message) -> Void) {
        while oldest < next {
            if let message = open[oldest], open.count < limit, now.milliseconds - message.begin.milliseconds < span {
                return
            }
            closeOldest(close)
        }
    }

    private mutating func closeOldest(_ close: (Message) -> Void) {
        defer { oldest += 1 }
        // A message that was found to be an older one's is not there any more.
        guard let message = open.removeValue(forKey: oldest) else { return }
        for name in message.names { numbers[name] = nil }
        close(message)
    }

    /// The number of a record's message, a new one where none of its names is known.
    private mutating func number(of record: DecisionRecord) -> Int {
        let known = Set(Self.names(record).compactMap { numbers[$0] }).sorted()
        guard let first = known.first else {
            defer { next += 1 }
            return next
        }
        for other in known.dropFirst() { join(other, to: first) }
        return first
    }

    /// Two messages that turn out to be one: a record has the queue id of the one and the instance of the other.
    private mutating func join(_ other: Int, to number: Int) {
        guard let second = open.removeValue(forKey: other), var message = open[number] else { return }
        for name in second.names { numbers[name] = number }
        message.names += second.names
        for part in second.parts { message.join(part) }
        open[number] = message
    }

    private static func names(_ record: DecisionRecord) -> [Name] {
        let given: [(Name.Kind, String?)] = [(.queueID, record.queueID), (.instance, record.instance)]
        return given.compactMap { kind, text in
            guard let text, !text.isEmpty else { return nil }
            return Name(kind: kind, host: record.host, text: text)
        }
    }
}

extension MessageWindow.Message {
    fileprivate mutating func add(_ record: DecisionRecord) {
        var part = MessageWindow.Part(agreement: record.agreement)
        let finding = MessageWindow.Finding(record)
        if record.frontend == .milter {
            part.milter = finding
        } else if finding.outcome.isTurnedAway {
            part.turnedAway = finding
        } else {
            part.policy = finding
            if finding.outcome != .kept { part.displaceable = [RefusalList.Key(record)] }
        }
        join(part)
    }

    fileprivate mutating func join(_ part: MessageWindow.Part) {
        guard let index = parts.firstIndex(where: { $0.agreement == part.agreement }) else {
            parts.append(part)
            return
        }
        parts[index].milter = .worse(parts[index].milter, part.milter)
        parts[index].policy = .worse(parts[index].policy, part.policy)
        parts[index].turnedAway = .worse(parts[index].turnedAway, part.turnedAway)
        parts[index].displaceable += part.displaceable
    }
}

extension MessageWindow.Finding {
    fileprivate init(_ record: DecisionRecord) {
        outcome = Outcome(record)
        direction = record.direction
        encryptionProtocol = record.encryptionProtocol
        cipher = record.encryptionCipher
    }

    fileprivate static func worse(_ left: Self?, _ right: Self?) -> Self? {
        guard let left, let right else { return left ?? right }
        return right.outcome > left.outcome ? right : left
    }
}
