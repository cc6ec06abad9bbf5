import Foundation

extension SendmailInstance {
    /// A message that was delivered by the lab's mailer.
    package struct Delivered: Sendable, Equatable {
        package let queueID: String
        package let recipients: [String]
        /// Header and body, with Sendmail's `Received:`.
        package let message: String
    }

    /// All that was delivered so far. Throws where it cannot be read.
    package var delivered: [Delivered] {
        get throws {
            let path = folder.path("delivered")
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { name in
                let content = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
                let text = String(decoding: content, as: UTF8.self)
                let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
                return Delivered(
                    queueID: String(name.prefix { $0 != "." }),
                    recipients: parts.first?.split(separator: "\n").map(String.init) ?? [],
                    message: parts.dropFirst().first.map(String.init) ?? ""
                )
            }
        }
    }

    /// Waits until a message is delivered, to the first of its recipients at least. Throws `Failure.notDelivered`.
    @discardableResult
    package func awaitDelivery(of queueID: String, within limit: Duration = Deadline.patience) throws -> Delivered {
        let message = try Deadline(limit).poll { try delivered.first { $0.queueID == queueID } }
        guard let message else { throw Failure.notDelivered(queueID: queueID, log: log) }
        return message
    }
}
