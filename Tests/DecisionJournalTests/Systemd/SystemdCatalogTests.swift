import DecisionJournal
import Foundation
import MailLab
import MandateCore
import TestSupport
import Testing

/// The message catalog explains every kind of entry.
@Suite struct SystemdCatalogTests {
    private static let catalog = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../packaging/systemd/tlsmandate.catalog").standardized

    @Test func `journalctl explains what is decided, and what else is written`() async throws {
        let lab = try SystemdLab()
        let root = try ScratchFolder()
        for path in ["usr/lib/systemd/catalog", "var/lib/systemd/catalog"] {
            try FileManager.default.createDirectory(atPath: root[path], withIntermediateDirectories: true)
        }
        try FileManager.default.copyItem(
            at: Self.catalog,
            to: URL(filePath: root["usr/lib/systemd/catalog/tlsmandate.catalog"])
        )
        let update = try ChildProcess.run("journalctl", ["--root", root.path, "--update-catalog"])
        #expect(update.succeeded && update.standardError.isEmpty, "\(update.standardError)")
        let list = try ChildProcess.output(of: "journalctl", ["--root", root.path, "--list-catalog"])
        #expect(list.split(separator: "\n").count == 9)

        lab.writer.use(StoredRegister(digest: "0123", texts: []))
        let refused = try await lab.refused()
        try await lab.refused { $0.mode = .testing }
        for action in [ActionWord.accept, .hold, .defer, .filter] {
            try await lab.refused { ($0.action, $0.instance) = (action, action.rawValue) }
        }
        lab.writer.complete(instance: "hold", queueID: "4ZfX")
        lab.writer.close()
        _ = try await lab.systemd()
        // journalctl explains from the system's catalog: in a mount namespace, that is ours.
        let script = """
            mount --make-rprivate / && mkdir -p /var/lib/systemd/catalog
            mount --bind '\(root["var/lib/systemd/catalog"])' /var/lib/systemd/catalog
            exec journalctl -D '\(lab.journald.journal)' -x -q --no-pager -t tlsmandate
            """
        let text = try ChildProcess.output(of: "unshare", ["--mount", "sh", "-euc", script])
        // The register, six decisions and a completion: an explanation each.
        #expect(text.split(separator: "\n").count { $0.contains("Subject: ") } == 8)
        #expect(text.contains("Subject: A message was refused: its session did not keep a TLS agreement"))
        #expect(text.contains("tlsmandate audit show \(refused.id.text)"))
        #expect(text.contains("550 5.7.1 TLS agreement with Partner AG"))
        #expect(text.contains("its queue id is 4ZfX"))
        #expect(text.contains("Enforced, the answer would have been: reject."))
    }
}
