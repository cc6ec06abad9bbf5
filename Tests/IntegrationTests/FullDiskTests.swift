import Foundation
import MailLab
import TestSupport
import Testing

@Suite struct FullDiskTests {
    @Test func `with the journal's disk full refusals are temporary, and become final again when there is room`() throws
    {
        let disk = try SmallDisk(kilobytes: 1024)
        defer { disk.unmount() }
        let service = try Service(journal: disk.folder["journal.sqlite"])
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))

        try disk.fill()
        let refusals = try (1...200).map { _ in try service.ask(client) }
        #expect(refusals.last?.hasPrefix("450 4.7.1 the decision could not be recorded") == true)
        #expect(!refusals.contains("DUNNO"))
        try service.awaitLog("the journal cannot be written")
        #expect((try service.status()["journal"] as? [String: Any])?["healthy"] as? Bool == false)
        #expect(try service.ask(client, sender: "info@nobody.example") == "DUNNO")

        try disk.clear()
        let recovered = try Deadline().poll { try service.ask(client).hasPrefix("550 5.7.1 ") ? true : nil }
        #expect(recovered == true)
        try service.awaitLog("the journal can be written again")
    }
}
