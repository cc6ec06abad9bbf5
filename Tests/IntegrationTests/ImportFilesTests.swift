import MailLab
import Testing

@testable import tlsmandate

/// The table that an import reads.
@Suite struct ImportFilesTests {
    @Test func `a table that is too long is refused, and not cut off`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var files = ImportFiles()
        files.file = try folder.write("a.example encrypt\n", to: "table")
        #expect(try files.read(atMost: 18).count == 18)
        #expect(throws: (any Error).self) { try files.read(atMost: 17) }
    }
}
