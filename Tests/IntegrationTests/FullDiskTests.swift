import Foundation
import MailLab
import Testing

@Suite struct FullDiskTests {
    @Test func `with the journal's disk full refusals are temporary, and become final again when there is room`() throws
    {
        let disk = try SmallDisk()
        defer { disk.remove() }
        let service = try Service(journal: disk.folder.path("journal.sqlite"))
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))

        try disk.fill()
        let refusals = try (1...200).map { _ in try service.ask(client) }
        #expect(refusals.last?.hasPrefix("450 4.7.1 the decision could not be recorded") == true)
        #expect(!refusals.contains("DUNNO"))
        try service.awaitLog("the journal cannot be written")
        #expect((try service.status()["journal"] as? [String: Any])?["healthy"] as? Bool == false)
        #expect(try service.ask(client, sender: "info@nobody.example") == "DUNNO")

        try disk.empty()
        let recovered = try Deadline(.seconds(10)).poll { try service.ask(client).hasPrefix("550 5.7.1 ") ? true : nil }
        #expect(recovered == true)
        try service.awaitLog("the journal can be written again")
    }
}

/// A file system of its own, of one megabyte.
private struct SmallDisk {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try ChildProcess.output(of: "/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path])
    }

    /// Writes a file until no octet is left.
    func fill() throws {
        let finished = try ChildProcess.run(
            "/bin/dd",
            ["if=/dev/zero", "of=\(folder.path("filler"))", "bs=4096"],
            within: .seconds(20)
        )
        try #require(!finished.succeeded, "the disk did not fill")
    }

    func empty() throws { try FileManager.default.removeItem(atPath: folder.path("filler")) }

    func remove() {
        _ = try? ChildProcess.run("/bin/umount", ["-l", folder.path], within: .seconds(20))
        folder.remove()
    }
}
