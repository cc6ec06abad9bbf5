import Foundation
import MailLab
import Testing

/// `log-addresses`: a local part that is not to be kept is nowhere in the state folder, the log, or what `audit` prints.
@Suite struct KeptAddressesTests {
    /// What is kept of an accepted message's addresses, and of a refused one's.
    static let cases: [(setting: String, ofAccepted: Bool, ofRefused: Bool)] = [
        ("violations", false, true), ("full", true, true), ("domain", false, false),
    ]

    @Test(arguments: cases.indices)
    func `only what log-addresses says is kept`(index: Int) throws {
        let (setting, ofAccepted, ofRefused) = Self.cases[index]
        let service = try Service(more: "log-addresses: \(setting)")
        let client = try service.client()
        for (kind, isEncrypted) in [("accepted", true), ("refused", false)] {
            try client.send(request: [
                "request": "smtpd_access_policy", "protocol_state": "RCPT", "client_address": "192.0.2.1",
                "sender": "\(kind)-from@strict.example", "recipient": "\(kind)-to@example.com", "instance": kind,
                "sasl_username": "\(kind)-login@strict.example",
                "encryption_protocol": isEncrypted ? "TLSv1.3" : "",
                "encryption_cipher": isEncrypted ? "TLS_AES_256_GCM_SHA384" : "",
                "encryption_keysize": isEncrypted ? "256" : "0",
            ])
            guard case .reply = client.answer() else {
                Issue.record("no answer")
                return
            }
        }
        let printed = Deadline().poll { () -> String? in
            let listed = try? service.run("audit", "list", "--format", "json").standardOutput
            return listed?.split(separator: "\n").count == 2 ? listed : nil
        }
        var kept = try #require(printed)
        for command in ["summary", "sessions"] { kept += try service.run("audit", command).standardOutput }
        // While it runs, the state folder has the database's log; afterwards, the database has it all.
        kept += try contents(of: service.folder.path("state"))
        service.process.stop()
        kept += try contents(of: service.folder.path("state"))
        kept += service.process.standardError + service.process.standardOutput
        for part in ["from", "to", "login"] {
            #expect(kept.contains("accepted-\(part)") == ofAccepted, "\(setting): \(part)")
            #expect(kept.contains("refused-\(part)") == ofRefused, "\(setting): \(part)")
        }
    }

    /// All octets of all files in a folder, as Latin-1.
    private func contents(of folder: String) throws -> String {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        #expect(files.contains("journal.sqlite"))
        return try files.map { URL(filePath: "\(folder)/\($0)") }
            .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
            .map { String(data: try Data(contentsOf: $0), encoding: .isoLatin1) ?? "" }.joined()
    }
}
