import MailLab

extension SendmailInstance {
    /// Hands it a message for a recipient, and waits for the line of its log that says what came of it.
    func deliver(to recipient: String) throws -> String {
        let client = try SMTPClient(port: port)
        defer { client.close() }
        _ = try client.ehlo()
        _ = try client.deliver(from: "anna@example.com", to: [recipient])
        return try awaitLog("to=<\(recipient)>, delay=")
    }
}
