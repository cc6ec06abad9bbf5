internal import Foundation
package import MandateCore

/// Sendmail's quarantined messages, as `sendmail -bp -v -qQ` lists them (queue.c, print_single_queue): `mailq -v -qQ`.
///
/// The listing cuts the reason off behind 100 characters (60 without `-v`); the whole of it is read from the `hf` file, where the
/// queue's folder may be read.
package struct SendmailQuarantine: Equatable, Sendable {
    private let program: String
    /// sendmail.cf; nil for Sendmail's own.
    private let configuration: String?

    package init(program: String, configuration: String?) {
        self.program = program
        self.configuration = configuration
    }

    /// All quarantined messages.
    ///
    /// - Parameter now: The present: the listing's dates have no year, and are in local time.
    /// - Throws: ``HeldMailError``.
    package func messages(now: Timestamp) async throws -> [HeldMessage] {
        var listing = QuarantineListing(now: now)
        try await MailTool(path: program, arguments: options + ["-bp", "-v", "-qQ"]).lines { listing.read($0) }
        return listing.entries.map(message)
    }

    private var options: [String] { configuration.map { ["-C", $0] } ?? [] }

    func message(_ entry: QuarantineListing.Entry) -> HeldMessage {
        let command = ([program] + options).map(ShellWord.quoted).joined(separator: " ")
        let id = ShellWord.quoted(entry.queueID)
        let (file, content) = ["hf", "df"].map { ShellWord.quoted("\(entry.folder)/\($0)\(entry.queueID)") }.pair
        return HeldMessage(
            server: .sendmail,
            queueID: entry.queueID,
            sender: entry.sender,
            recipients: entry.recipients,
            arrived: entry.arrived,
            size: entry.size,
            reason: Self.wholeReason(of: entry) ?? entry.reason,
            // Without a text behind -Q the quarantine ends; then the message is an ordinary one of the queue.
            release: ["\(command) -Q -qQ -qI\(id)", "\(command) -qf -qI\(id)"],
            // Sendmail has no command for it. Queue runners leave quarantined messages alone.
            delete: "rm \(file) \(content)"
        )
    }

    /// The line `q` of the queue's file (Sendmail's operations guide, appendix B).
    private static func wholeReason(of entry: QuarantineListing.Entry) -> String? {
        let path = "\(entry.folder)/hf\(entry.queueID)"
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let head = try? handle.read(upToCount: 65_536) else { return nil }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix("q") }.map { String($0.dropFirst()) }
    }
}

extension [String] {
    /// The first two.
    fileprivate var pair: (String, String) { (first ?? "", dropFirst().first ?? "") }
}
