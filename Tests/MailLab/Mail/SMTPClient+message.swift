extension SMTPClient {
    /// The replies to the steps of one message, as far as it went.
    package struct Delivery: Sendable {
        package let sender: SMTPReply
        /// One for each recipient; empty where the sender was refused.
        package let recipients: [SMTPReply]
        /// The reply to the end of the message, or to DATA; nil where no recipient was accepted.
        package let message: SMTPReply?

        /// The first reply that is not positive.
        package var refusal: SMTPReply? {
            ([sender] + recipients + [message].compactMap(\.self)).first { !$0.isPositive }
        }
    }

    /// MAIL FROM, RCPT TO for each, and DATA if one was accepted. Refusals are in the result, not thrown.
    package func deliver(
        from sender: String,
        to recipients: [String],
        message: String = "Subject: test\n\ntest\n"
    ) throws -> Delivery {
        let first = try command("MAIL FROM:<\(sender)>")
        guard first.isPositive else { return Delivery(sender: first, recipients: [], message: nil) }
        let replies = try recipients.map { try command("RCPT TO:<\($0)>") }
        let last = replies.contains(where: \.isPositive) ? try data(message) : nil
        return Delivery(sender: first, recipients: replies, message: last)
    }
}
