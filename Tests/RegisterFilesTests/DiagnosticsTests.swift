import Foundation
import RegisterFiles
import Testing

/// Each folder of `Cases/diagnostics` is a case: what an administrator may write, and every line that is reported then.
/// Today is 2026-07-01.
@Suite
struct DiagnosticsTests {
    @Test(arguments: CaseFolder.names(in: "diagnostics"))
    func `what is expected of a case is reported, and nothing else`(name: String) throws {
        let folder = try CaseFolder("diagnostics/\(name)")
        let expected = try folder.expected
        let report = try Report(of: folder.path)
        #expect(report.lines == expected)
        #expect((report.result.loaded == nil) == expected.contains { $0.contains(": error: ") })
    }

    @Test(arguments: [
        "repeated-keys-in-several-mappings", "mistakes-in-every-file", "domains-file", "domains-file-with-mistakes",
        "flow-style-with-mistakes", "unwise-shared-names",
    ])
    func `line ends of Windows change nothing`(name: String) throws {
        let folder = try CaseFolder("diagnostics/\(name)")
        let scratch = try ScratchFolder(copying: folder)
        for file in try scratch.files() {
            try scratch.write(scratch.text(of: file).replacing("\n", with: "\r\n"), to: file)
        }
        #expect(try scratch.report().lines == folder.expected)
    }

    @Test(arguments: [
        #"domains: ["partner\n.example"]"#, #"mode: "off\n""#, #"minimum-bits: "1\n2""#, #""out\nbound": {}"#,
        #"gateways: ["mail\r\n.partner.example"]"#, #"contacts: ["secure\nmail"]"#, #""mo\nde": off"#,
    ])
    func `a diagnostic is one line, whatever stands in the file`(line: String) throws {
        let report = try ScratchFolder(agreement: "partner: Partner AG\n\(line)\n").report()
        #expect(!report.result.errors.isEmpty)
        #expect(report.lines.filter { $0.contains(where: \.isNewline) } == [])
    }

    @Test
    func `every message of the sources has a case`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/RegisterFiles").resolvingSymlinksInPath().path(percentEncoded: false)
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.hasSuffix(".swift") }
        try #require(!files.isEmpty)
        let expected = try CaseFolder.allExpected
        for file in files.sorted() {
            let source = try String(contentsOfFile: sources + "/" + file, encoding: .utf8)
            for message in StringLiterals(of: source).found.filter(isSentence) {
                let text = message.joined(separator: "…")
                #expect(expected.contains { contains($0, message) }, "\(file): no case has \"\(text)\"")
            }
        }
    }

    /// Whether a literal is part of a message: two words stand side by side in it.
    private func isSentence(_ pieces: StringLiterals.Pieces) -> Bool {
        pieces.contains { $0.contains(/[A-Za-z'] [A-Za-z']/) }
    }

    /// Whether a line holds the pieces of a literal, one after the other.
    private func contains(_ line: String, _ pieces: StringLiterals.Pieces) -> Bool {
        var rest = Substring(line)
        for piece in pieces where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
