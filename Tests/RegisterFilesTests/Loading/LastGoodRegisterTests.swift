import Foundation
import MandateCore
import RegisterFiles
import Testing

@Suite
struct LastGoodRegisterTests {
    private static let agreement =
        "partner: Partner AG\ndomains-file: lists/partner.domains\nrelay: { level: encrypt }\n"

    /// A folder with a register, beside it the folder in which the last good one is kept.
    private func site() throws -> (folder: ScratchFolder, kept: LastGoodRegister) {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(
            atPath: folder.place("agreements.d/lists"),
            withIntermediateDirectories: true
        )
        try folder.write("one.example\n", to: "agreements.d/lists/partner.domains")
        try folder.write(Self.agreement, to: "agreements.d/partner.yaml")
        return (folder, LastGoodRegister(folder: folder.place("last-good")))
    }

    private func load(_ kept: LastGoodRegister, of folder: ScratchFolder) throws -> LoadResult? {
        kept.load(configuration: folder.place("tlsmandate.yaml"), today: try day("2026-07-01"))
    }

    private func keep(_ kept: LastGoodRegister, _ folder: ScratchFolder) throws {
        try kept.keep(folder.report().loaded, configuration: folder.place("tlsmandate.yaml"))
    }

    @Test
    func `what was kept is loaded as it was, whatever has become of the files`() throws {
        let (folder, kept) = try site()
        let register = try folder.report().loaded.register
        try keep(kept, folder)
        try folder.write("partner: [\n", to: "agreements.d/partner.yaml")
        try folder.write("no colon\n", to: "tlsmandate.yaml")
        try FileManager.default.removeItem(atPath: folder.place("agreements.d/lists"))
        let copy = try #require(try load(kept, of: folder)?.loaded?.register)
        #expect(copy.digest == register.digest)
        #expect(copy.agreement(ofDomain: "one.example", on: try day("2026-07-01"))?.partner == "Partner AG")
        // Explanations name the file that an administrator can mend.
        #expect(copy.agreements.first?.file == folder.place("agreements.d/partner.yaml"))
    }

    @Test
    func `the folder may be gone`() throws {
        let (folder, _) = try site()
        let elsewhere = try ScratchFolder()
        let kept = LastGoodRegister(folder: elsewhere.place("last-good"))
        try keep(kept, folder)
        try FileManager.default.removeItem(atPath: folder.place(""))
        #expect(try load(kept, of: folder)?.loaded?.register.agreements.count == 1)
    }

    @Test
    func `a newer register takes the place of the older`() throws {
        let (folder, kept) = try site()
        try keep(kept, folder)
        try folder.write("partner: Other AG\ndomains: [other.example]\n", to: "agreements.d/other.yaml")
        try keep(kept, folder)
        #expect(try load(kept, of: folder)?.loaded?.register.agreements.count == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: kept.folder).count == 2)
    }

    @Test
    func `a register without agreements is kept too`() throws {
        let folder = try ScratchFolder()
        let kept = LastGoodRegister(folder: folder.place("last-good"))
        try keep(kept, folder)
        #expect(try load(kept, of: folder)?.loaded?.register.agreements.isEmpty == true)
    }

    @Test
    func `nothing is kept of another configuration, and nothing where none was kept`() throws {
        let (folder, kept) = try site()
        #expect(try load(kept, of: folder) == nil)
        try keep(kept, folder)
        #expect(try load(kept, of: ScratchFolder()) == nil)
    }

    @Test
    func `what is kept is not loaded where a file of it is missing`() throws {
        let (folder, kept) = try site()
        try folder.write("partner: Other AG\ndomains: [other.example]\n", to: "agreements.d/other.yaml")
        try keep(kept, folder)
        let digest = try folder.report().loaded.register.digest
        let copy = kept.folder + "/" + digest + folder.place("agreements.d/other.yaml")
        try FileManager.default.removeItem(atPath: copy)
        #expect(try load(kept, of: folder) == nil)
    }

    @Test
    func `only its owner may read what is kept`() throws {
        let (folder, kept) = try site()
        try keep(kept, folder)
        let attributes = try FileManager.default.attributesOfItem(atPath: kept.folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
}
