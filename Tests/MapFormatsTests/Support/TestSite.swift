import Foundation
import MailLab
import MandateCore
import MapFormats
import RegisterFiles
import Testing

/// A register of a test's own, and Postfix's own commands on tables made from it.
final class TestSite {
    let folder: TemporaryFolder
    let day: Day
    let register: Register

    static let origin = TableHead.Origin(register: "0123abcd", time: "2026-06-01T12:00:00Z")

    /// - Parameter agreements: Texts by name.
    init(_ agreements: [String: String], on day: String = "2026-06-01") throws {
        folder = try TemporaryFolder()
        let place = try folder.folder("agreements.d")
        for (name, text) in agreements { try place.write(text, to: name + ".yaml") }
        try folder.write(
            """
            organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
            listen: { policy: ["unix:policy.sock"], milter: "unix:milter.sock" }
            """,
            to: "tlsmandate.yaml"
        )
        self.day = try #require(Day(day))
        let result = RegisterLoader.load(configuration: folder.path("tlsmandate.yaml"), today: self.day)
        register = try #require(result.loaded, "\(result.errors)").register
        try folder.folder("conf").write("compatibility_level = 3.6\n", to: "main.cf")
    }

    /// The register that drafts make.
    ///
    /// - Parameter enforced: Whether somebody has removed their `mode: testing`.
    convenience init(drafts result: ImportResult, enforced: Bool = false) throws {
        let texts = result.drafts.map { draft in
            let yaml = draft.yaml(from: "table")
            return (draft.name, enforced ? yaml.replacing("mode: testing\n", with: "") : yaml)
        }
        try self.init(Dictionary(uniqueKeysWithValues: texts))
    }

    deinit { folder.remove() }

    var table: OutboundTable { OutboundTable(register: register, on: day) }

    var policies: String { TLSPolicyTable.text(of: table, origin: Self.origin, unicode: IDNA.unicodeName) }

    var transports: String { TransportTable.text(of: table, origin: Self.origin, unicode: IDNA.unicodeName) }

    var sendmail: String { SendmailAccessTable.text(of: table, origin: Self.origin) }

    func senders(_ style: SenderAccessTable.Style = .parents) -> String {
        SenderAccessTable.text(of: register, on: day, style: style, origin: Self.origin, unicode: IDNA.unicodeName)
    }

    /// What `postmap -q` finds of some keys in a table.
    func postmap(_ keys: [String], in table: String) throws -> [String: String] {
        let path = try folder.write(table, to: "table")
        let run = try ChildProcess.run(
            "postmap",
            ["-c", folder.path("conf"), "-q", "-", "texthash:" + path],
            input: keys.map { $0 + "\n" }.joined()
        )
        // 1: nothing was found at all.
        try #require(run.standardError.isEmpty, "\(run.standardError)")
        let lines = run.standardOutput.split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1) }
        return Dictionary(lines.map { (String($0[0]), String($0[1])) }) { first, _ in first }
    }
}

extension String {
    /// The lines of a table that are no comments.
    var entries: [String] { split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init) }

    /// The comments of a table, as one text.
    var comments: String {
        split(separator: "\n").filter { $0.hasPrefix("#") }
            .map { $0.drop { $0 == "#" || $0 == " " } }
            .joined(separator: " ")
    }
}
