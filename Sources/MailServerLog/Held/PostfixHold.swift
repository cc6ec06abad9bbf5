internal import Foundation
internal import MandateCore

/// Postfix's hold queue, as `postqueue -j` lists it (postqueue(1), "JSON OBJECT FORMAT").
package struct PostfixHold: Equatable, Sendable {
    private let postqueue: String
    /// The folder of main.cf; nil for Postfix's own.
    private let configuration: String?
    /// The end of the year 9999, in seconds since 1970.
    private static let latestArrival = 253_402_300_799

    package init(postqueue: String, configuration: String?) {
        self.postqueue = postqueue
        self.configuration = configuration
    }

    /// An entry of the listing; what it has beside these keys does not matter.
    private struct Entry: Decodable {
        struct Recipient: Decodable {
            let address: String
        }

        // swift-format-ignore: AlwaysUseLowerCamelCase
        let queue_name: String
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let queue_id: String
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let arrival_time: Int
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let message_size: Int
        let sender: String
        let recipients: [Recipient]
    }

    /// All messages on hold. Of the others, which may be many, one at a time is in memory.
    ///
    /// - Throws: ``HeldMailError``.
    package func messages() async throws -> [HeldMessage] {
        let options = configuration.map { ["-c", $0] } ?? []
        var messages: [HeldMessage] = []
        try await MailTool(path: postqueue, arguments: options + ["-j"]).lines { line in
            if let message = try message(line) { messages.append(message) }
        }
        return messages
    }

    /// The message of a line; nil where it is in another queue.
    ///
    /// - Throws: ``HeldMailError/malformed(command:line:)``.
    func message(_ line: String) throws(HeldMailError) -> HeldMessage? {
        guard !line.allSatisfy(\.isWhitespace) else { return nil }
        guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)),
            (0...Self.latestArrival).contains(entry.arrival_time)
        else {
            throw .malformed(command: "postqueue -j", line: line)
        }
        guard entry.queue_name == "hold" else { return nil }
        let postsuper = (["postsuper"] + (configuration.map { ["-c", $0] } ?? [])).map(ShellWord.quoted)
        let id = ShellWord.quoted(entry.queue_id)
        return HeldMessage(
            server: .postfix,
            queueID: entry.queue_id,
            // The null sender is listed by the name it has in bounces (postconf(5), empty_address_recipient).
            sender: entry.sender == "MAILER-DAEMON" ? "" : entry.sender,
            recipients: entry.recipients.map(\.address),
            arrived: Timestamp(milliseconds: entry.arrival_time * 1000),
            size: entry.message_size,
            reason: nil,
            release: [(postsuper + ["-H", id]).joined(separator: " ")],
            delete: (postsuper + ["-d", id]).joined(separator: " ")
        )
    }
}
