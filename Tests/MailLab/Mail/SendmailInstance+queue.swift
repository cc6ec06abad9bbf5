import Foundation

extension SendmailInstance {
    /// A message in the queue.
    package struct Queued: Sendable, Equatable {
        package let queueID: String
        package fileprivate(set) var sender = ""
        package fileprivate(set) var recipients: [String] = []
        /// Why it is quarantined; nil for other mail.
        package fileprivate(set) var quarantineReason: String?
    }

    /// The messages that wait for their delivery, or are being delivered. Throws where the queue cannot be read.
    package func queue() throws -> [Queued] {
        try messages(inFiles: "qf")
    }

    /// The messages that are quarantined. Throws where the queue cannot be read.
    package func quarantine() throws -> [Queued] {
        try messages(inFiles: "hf")
    }

    /// Ends the quarantine of a message; `flush()` to have it delivered at once. Throws `ChildProcess.Failure`.
    package func release(_ queueID: String) throws {
        try tool(["-Q", "-qQ", "-qI\(queueID)"])
    }

    /// Has what is in the queue delivered now, and waits for that; all of it, or one message.
    /// Throws `ChildProcess.Failure`.
    package func flush(_ queueID: String? = nil) throws {
        try tool(["-qf"] + (queueID.map { ["-qI\($0)"] } ?? []))
    }

    /// Reads the queue itself, since mailq(1) cuts a reason off behind 60 characters.
    private func messages(inFiles prefix: String) throws -> [Queued] {
        let path = folder.path("queue")
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        return names.filter { $0.hasPrefix(prefix) }.compactMap { name in
            // One that is delivered meanwhile is gone.
            guard let content = try? Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) else { return nil }
            return Queued(name.dropFirst(prefix.count), content: String(decoding: content, as: UTF8.self))
        }
    }
}

extension SendmailInstance.Queued {
    /// Reads a file of the queue (appendix B of Sendmail's operations guide): of its lines, each with a letter for its
    /// kind, `S<sender>`, `RFLAGS:<recipient>` and `qREASON`.
    fileprivate init(_ queueID: Substring, content: String) {
        self.queueID = String(queueID)
        for line in content.split(separator: "\n") {
            switch line.first {
            case "S": sender = Self.address(line.dropFirst())
            case "R": recipients.append(Self.address(line.drop { $0 != ":" }.dropFirst()))
            case "q": quarantineReason = String(line.dropFirst())
            default: break
            }
        }
    }

    private static func address(_ text: Substring) -> String {
        text.trimmingCharacters(in: CharacterSet(charactersIn: "<>"))
    }
}
