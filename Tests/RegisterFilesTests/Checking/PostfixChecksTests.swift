import Foundation
import MailLab
import RegisterFiles
import Testing

/// Each folder of `Cases/postfix` is a case: a main.cf, the agreements that Postfix is to keep, and every line that is
/// reported then. The values are those that the real postconf(1) gives.
@Suite
struct PostfixChecksTests {
    private func report(_ name: String, adding lines: String = "") throws -> [String] {
        let folder = try CaseFolder("postfix/\(name)")
        let loaded = try Report(of: folder.path).loaded
        let file = folder.path + "/main.cf"
        let listing = try ChildProcess.output(of: "postconf", ["-c", folder.path, "-x"] + PostfixChecks.parameters)
        let settings = PostfixSettings(
            file: file,
            text: try String(contentsOfFile: file, encoding: .utf8),
            listing: listing + lines
        )
        return PostfixChecks.check(loaded, against: settings).map {
            $0.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test(arguments: CaseFolder.names(in: "postfix").filter { $0 != "tls-is-not-required" })
    func `what main.cf keeps from being done is reported, and nothing else`(name: String) throws {
        #expect(try report(name) == CaseFolder("postfix/\(name)").expected)
    }

    @Test
    func `a Postfix that lets messages do without TLS is reported`() throws {
        // A parameter that this Postfix need not know.
        let name = "tls-is-not-required"
        let lines = try report(name, adding: "\ntls_required_enable = yes\n")
        #expect(lines == (try CaseFolder("postfix/\(name)").expected))
        #expect(try report(name, adding: "\ntls_required_enable = no\n") == [])
    }
}
