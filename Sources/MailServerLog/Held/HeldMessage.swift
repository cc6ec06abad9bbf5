package import MandateCore

/// A message on hold in a mail server's queue.
package struct HeldMessage: Equatable, Sendable {
    package enum Server: String, Sendable {
        case postfix, sendmail
    }

    package var server: Server
    package var queueID: String
    /// Empty: the null sender.
    package var sender: String
    package var recipients: [String]
    package var arrived: Timestamp
    /// Octets.
    package var size: Int
    /// Why it is held; nil where neither the mail server nor the journal knows.
    package var reason: String?
    /// By the journal.
    package var agreement: String?
    /// The command, or commands in their order, by which an administrator releases it.
    package var release: [String]
    /// The command that deletes it.
    package var delete: String

    /// What the journal knows of a message on hold.
    package struct Record: Sendable {
        package var reason: String?
        package var agreement: String?

        package init(reason: String?, agreement: String?) {
            self.reason = reason
            self.agreement = agreement
        }
    }

    /// When a decision about the message can have been taken.
    package var deciding: Range<Timestamp> {
        let arrival = arrived.milliseconds
        return Timestamp(
            milliseconds: arrival - LogLimits.heldDistance
        )..<Timestamp(milliseconds: arrival + LogLimits.heldDistance)
    }

    /// The message with what the journal knows of it: its words come first, since mail servers cut theirs off or have none.
    package func joined(with record: Record?) -> HeldMessage {
        var message = self
        message.reason = record?.reason ?? reason
        message.agreement = record?.agreement ?? agreement
        return message
    }
}

/// Keys in snake_case, as everywhere in the program's JSON.
extension HeldMessage: Encodable {
    private enum CodingKeys: String, CodingKey {
        case server, sender, recipients, arrived, size, reason, agreement, release, delete
        case queueID = "queue_id"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(server.rawValue, forKey: .server)
        try container.encode(queueID, forKey: .queueID)
        try container.encode(sender, forKey: .sender)
        try container.encode(recipients, forKey: .recipients)
        try container.encode(arrived.text, forKey: .arrived)
        try container.encode(size, forKey: .size)
        try container.encode(reason, forKey: .reason)
        try container.encode(agreement, forKey: .agreement)
        try container.encode(release, forKey: .release)
        try container.encode(delete, forKey: .delete)
    }
}
