import Foundation
import MandateCore
import RegisterFiles
import Testing

/// Files as the file system has them: sizes, links, nesting. What is to be reported stands in `Cases/made`, beside the
/// files to which a test adds what no repository should carry.
@Suite
struct RegisterLoaderTests {
    @Test
    func `links that lead nowhere are reported, one that leads to an agreement is read`() throws {
        let folder = try CaseFolder("made/links")
        let scratch = try ScratchFolder(copying: folder)
        try scratch.link("agreements.d/lost.yaml", to: "not-there.yaml")
        try scratch.link("agreements.d/round.yaml", to: "round.yaml")
        #expect(try scratch.report().lines == folder.expected)

        let linked = try ScratchFolder()
        try linked.write("partner: Partner AG\ndomains: [partner.example]\nrelay: { level: encrypt }\n", to: "signed")
        try linked.link("agreements.d/partner.yaml", to: "../signed")
        #expect(try linked.report().agreementName(ofDomain: "partner.example") == "partner")
    }

    @Test
    func `files over their limit are refused`() throws {
        let folder = try CaseFolder("made/too-large")
        let scratch = try ScratchFolder(copying: folder)
        try scratch.makeHole("agreements.d/large.yaml", octets: RegisterLoader.largestFile + 1)
        try scratch.makeHole("agreements.d/partner.domains", octets: RegisterLoader.largestDomainsFile + 1)
        #expect(try scratch.report().lines == folder.expected)
    }

    @Test
    func `names and pins that make a policy longer than Postfix reads are refused`() throws {
        let folder = try CaseFolder("made/policy-too-long")
        let scratch = try ScratchFolder(copying: folder)
        func write(_ name: String, _ demands: String) throws {
            try scratch.write(
                "partner: Partner AG\ndomains: [\(name).example]\noutbound:\n  \(demands)\n",
                to: "agreements.d/\(name).yaml"
            )
        }
        let names = (10_000..<20_000).map { "m\($0).example" }.joined(separator: ", ")
        try write("names", "level: secure\n  match: [\(names)]")
        let pins = (1000..<2200).map { "sha256:\(String(repeating: "0", count: 60))\($0)" }.joined(separator: ", ")
        try write("pins", "level: fingerprint\n  certificate: { fingerprints: [\(pins)] }")
        #expect(try scratch.report().lines == folder.expected)
    }

    /// `serve` and `export` may be started with `--config ./tlsmandate.yaml`, and Postfix works in its own directory.
    @Test
    func `trust-anchors are a whole path, however the configuration was named`() throws {
        let scratch = try ScratchFolder(
            agreement:
                "partner: P\ndomains: [p.example]\noutbound: { level: secure, match: [.p.example], trust-anchors: ca.pem }\n"
        )
        let up = String(repeating: "../", count: FileManager.default.currentDirectoryPath.split(separator: "/").count)
        let report = try Report(of: up + scratch.place("").dropFirst().dropLast())
        let path = try #require(try report.agreement("partner").outbound?.trustAnchors)
        #expect(path.hasPrefix("/"))
        #expect(URL(filePath: path).standardized == URL(filePath: scratch.place("agreements.d/ca.pem")).standardized)
    }

    @Test
    func `a file as long as the limit is read`() throws {
        var text = "partner: Partner AG\ndomains: [partner.example]\nrelay: { level: encrypt }\n#"
        text += String(repeating: "-", count: RegisterLoader.largestFile - text.utf8.count)
        let report = try ScratchFolder(agreement: text).report()
        #expect(try report.agreementName(ofDomain: "partner.example") == "partner")
    }

    @Test
    func `ten thousand brackets are refused and harm nothing`() throws {
        let folder = try CaseFolder("made/nested-deeply")
        let scratch = try ScratchFolder(copying: folder)
        let depth = 10_000
        let texts = [
            "brackets": String(repeating: "[", count: depth) + String(repeating: "]", count: depth),
            "braces": String(repeating: "{a: ", count: depth),
            "dashes": "\n  " + String(repeating: "- ", count: depth) + "x",
        ]
        for (name, text) in texts {
            try scratch.write("partner: Partner AG\ndomains: \(text)\n", to: "agreements.d/\(name).yaml")
        }
        #expect(try scratch.report().lines == folder.expected)
    }

    @Test(arguments: ["mode", "domains", "end-to-end-exempt", "inbound", "level"])
    func `a word of a million letters is refused where it does not belong`(key: String) throws {
        let word = String(repeating: "x", count: 1_000_000)
        let report = try ScratchFolder(
            agreement: """
                partner: Partner AG
                \(key == "level" ? "relay:\n  level" : key): \(key == "domains" ? "[\(word)]" : word)
                """
        ).report()
        #expect(report.result.loaded == nil)
        #expect(report.result.errors.map(\.line) == [key == "level" ? 3 : 2])
    }

    @Test
    func `a long reference is kept whole`() throws {
        let word = String(repeating: "x", count: 1_000_000)
        let report = try ScratchFolder(
            agreement:
                "partner: Partner AG\nreference: \(word)\ndomains: [partner.example]\nrelay: { level: encrypt }\n"
        ).report()
        #expect(try report.agreement("partner").reference == word)
    }

    @Test
    func `a key that is repeated sixty times is refused`() throws {
        let repeated = String(repeating: "mode: enforce\n", count: 60)
        let report = try ScratchFolder(agreement: "partner: Partner AG\n\(repeated)").report()
        #expect(report.result.loaded == nil)
        #expect(report.lines.contains { $0.contains("error: the key 'mode' is repeated") })
    }

    @Test
    func `diagnostics come by file, then by line and column`() throws {
        let report = try Report(of: CaseFolder("diagnostics/mistakes-in-every-file").path)
        let places = report.result.diagnostics.map { Place(file: $0.file, line: $0.line, column: $0.column) }
        #expect(Set(places.map(\.file)).count == 5)
        #expect(places == places.sorted())
    }

    private struct Place: Comparable {
        let file: String
        let line: Int
        let column: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.file, left.line, left.column) < (right.file, right.line, right.column)
        }
    }
}
