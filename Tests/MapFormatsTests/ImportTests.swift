import Foundation
import MandateCore
import MapFormats
import RegisterFiles
import Testing

/// Each table of Cases/import, with the drafts (`.drafts`) and what is left over (`.gaps`).
@Suite
struct ImportTests {
    static let cases = ["audi.tls-policy", "odd.tls-policy", "access.sendmail-access", "senders.sender-access"]

    static func url(_ name: String) throws -> URL {
        try #require(Bundle.module.url(forResource: "Cases", withExtension: nil)).appending(path: "import/" + name)
    }

    static func result(of octets: [UInt8], kind: String) -> ImportResult {
        switch kind {
        case "tls-policy": TLSPolicyImport.read(octets, convert: IDNA.aLabel)
        case "sendmail-access": SendmailAccessImport.read(octets, convert: IDNA.aLabel)
        default:
            SenderAccessImport.read(octets, classes: ["tls_required"], style: .parents, convert: IDNA.aLabel)
        }
    }

    static func yaml(_ result: ImportResult) -> String {
        result.drafts.map { $0.yaml(from: "table") }.joined(separator: "---\n")
    }

    static func lines(_ gaps: [ImportGap]) -> [String] { gaps.map { ($0.line.map { "\($0): " } ?? "") + $0.text } }

    @Test(arguments: cases)
    func `a table becomes drafts, and what is left over is said by line`(name: String) throws {
        let parts = name.split(separator: ".").map(String.init)
        let octets = try [UInt8](Data(contentsOf: Self.url(name)))
        let result = Self.result(of: octets, kind: parts[1])
        #expect(try Self.lines(result.gaps) == lines(parts[0] + ".gaps"))
        if let drafts = try? String(contentsOf: Self.url(parts[0] + ".drafts"), encoding: .utf8) {
            #expect(Self.yaml(result) == drafts)
        }
    }

    private func lines(_ file: String) throws -> [String] {
        try String(contentsOf: Self.url(file), encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test(arguments: ["{ protocols = >=TLSv1.3, foo }", "{ protocols = foo >=TLSv1.3 }", "protocols=>=TLSv1.3:foo"])
    func `of versions with an unknown word the oldest one stays what it is`(attribute: String) {
        let result = Self.result(of: Array("a.example encrypt \(attribute)".utf8), kind: "tls-policy")
        #expect(Self.yaml(result).contains("minimum-protocol: TLSv1.3\n"), "\(Self.yaml(result))")
    }

    @Test(arguments: cases)
    func `line ends of Windows change nothing`(name: String) throws {
        let kind = String(name.split(separator: ".")[1])
        let text = try String(contentsOf: Self.url(name), encoding: .utf8)
        let other = text.replacing("\n", with: "\r\n")
        let (one, two) = (Self.result(of: Array(text.utf8), kind: kind), Self.result(of: Array(other.utf8), kind: kind))
        #expect(Self.yaml(one) == Self.yaml(two))
        #expect(one.gaps == two.gaps)
    }

    @Test(arguments: cases)
    func `drafts are read without errors, and ask for nothing yet`(name: String) throws {
        let kind = String(name.split(separator: ".")[1])
        let result = try Self.result(of: [UInt8](Data(contentsOf: Self.url(name))), kind: kind)
        let site = try TestSite(drafts: result)
        #expect(site.register.agreements.count == result.drafts.count)
        #expect(site.table.entries.isEmpty)
    }

    @Test
    func `octets of any kind are read to the end`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("a.b:[]{}=\"\\ \t\n\r#,+!<>@-*%\0".utf8) + [0xff, 0xc3, 0xbc, 0xe2, 0x80, 0xa8]
        for _ in 0..<2000 {
            let octets = (0..<Int.random(in: 0...60, using: &generator)).map { _ in alphabet.randomElement() ?? 0 }
            for kind in ["tls-policy", "sendmail-access", "sender-access"] { _ = Self.result(of: octets, kind: kind) }
            let policy = Array("a.example secure ".utf8) + octets.filter { $0 != 10 }
            _ = Self.yaml(Self.result(of: policy, kind: "tls-policy"))
        }
    }

    @Test
    func `no text of a table can add lines or keys to a draft`() throws {
        let text =
            "a.example secure tafile=/etc/\u{2028}x\"\\,match=b.example\nb.example secure tafile=/c/\u{85}mode:off\n"
        let result = Self.result(of: Array(text.utf8), kind: "tls-policy")
        let yaml = result.drafts.map { $0.yaml(from: "x\nmode: off\u{2028}y") }.joined()
        #expect(!yaml.contains("\nmode: off") && !yaml.contains("\u{2028}") && !yaml.contains("\u{85}"))
    }
}
