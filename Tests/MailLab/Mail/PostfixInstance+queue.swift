import Foundation

/// A message in Postfix's queue, as `postqueue -j` prints it (postqueue(1), "JSON OBJECT FORMAT").
package struct QueuedMessage: Decodable, Sendable, Equatable {
    package struct Recipient: Decodable, Sendable, Equatable {
        package let address: String
        package let delayReason: String?

        private enum CodingKeys: String, CodingKey {
            case address
            case delayReason = "delay_reason"
        }
    }

    /// incoming, active, deferred, hold, …
    package let queueName: String
    package let queueID: String
    package let sender: String
    package let recipients: [Recipient]

    private enum CodingKeys: String, CodingKey {
        case queueName = "queue_name"
        case queueID = "queue_id"
        case sender
        case recipients
    }
}

extension PostfixInstance {
    /// All queued messages. Throws `ChildProcess.Failure`, or `DecodingError`.
    package func queue() throws -> [QueuedMessage] {
        try tool("postqueue", ["-j"]).split(separator: "\n").map {
            try JSONDecoder().decode(QueuedMessage.self, from: Data($0.utf8))
        }
    }

    /// Releases held mail, one message or all, to the deferred queue; `flush()` to have it delivered at once.
    /// Throws `ChildProcess.Failure`.
    package func release(_ queueID: String = "ALL") throws {
        try tool("postsuper", ["-H", queueID])
    }

    /// Has deferred mail delivered now, without waiting for the next run of the queue. Throws `ChildProcess.Failure`.
    package func flush() throws {
        try tool("postqueue", ["-f"])
    }

    /// Deletes a message, or all. Throws `ChildProcess.Failure`.
    package func delete(_ queueID: String = "ALL") throws {
        try tool("postsuper", ["-d", queueID])
    }
}
