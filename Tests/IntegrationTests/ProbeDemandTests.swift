import Foundation
import MailLab
import Testing

/// Agreements, shipped and invented, against gateways that keep each demand, and that break it.
@Suite(.gatewayLab) struct ProbeDemandTests {
    @Test(arguments: GatewayLab.files)
    func `each demand is judged at each gateway as its file says`(_ file: String) throws {
        let lab = try #require(GatewayLabTrait.lab)
        let cases = try GatewayLab.cases(file)
        let agreed = try #require(cases.first)
        let gateways = try AgreedGateways(file, agreed, in: lab)
        for one in cases {
            let answer = try gateways.probe(one)
            let told: Comment = "\(file): \(one.title)"
            #expect(answer.code == one["exit"].flatMap(Int32.init), "\(told) \(answer.warnings) \(answer.errors)")
            try #require(!answer.rows.isEmpty, told)
            let hosts = agreed.words("hosts")
            for host in hosts {
                let rows = answer.rows.flatMap { $0 }.filter {
                    $0.gateway.hasPrefix(host + " [") || $0.gateway.hasPrefix("[\(host)]")
                }
                try #require(!rows.isEmpty, "\(told) \(host)")
                if host == hosts.last { expect(rows, one, told) } else { expectKept(rows, one, told) }
            }
            for warning in one.all("warning") {
                #expect(answer.warnings.contains { $0.contains(warning) }, "\(told) \(answer.warnings)")
            }
        }
    }

    private func expect(_ rows: [AgreedGateways.Answer.Row], _ one: GatewayCase, _ told: Comment) {
        let (broken, untested) = (one.words("broken"), one.words("untested"))
        #expect(Set(rows.map(\.demand)) == Set(one.words("demands")), told)
        for row in rows {
            let isUntested = untested.contains(row.demand) || untested == ["others"]
            let expected = broken.contains(row.demand) ? "violated" : isUntested ? "not_tested" : "kept"
            #expect(row.verdict == expected, "\(told) \(row.demand): \(row.found)")
        }
        for found in one.all("found") {
            let parts = found.components(separatedBy: ": ")
            let text = parts.dropFirst().joined(separator: ": ")
            let shown = rows.filter { $0.demand == parts[0] }.map(\.found)
            #expect(!shown.isEmpty && shown.allSatisfy { $0.contains(text) }, "\(told) \(parts[0]): \(shown)")
        }
    }

    /// What one gateway breaks is not held against the others.
    private func expectKept(_ rows: [AgreedGateways.Answer.Row], _ one: GatewayCase, _ told: Comment) {
        let broken = rows.filter { $0.verdict != "kept" }.map(\.demand)
        #expect(Set(broken) == Set(one.words("elsewhere")), "\(told) \(rows.first?.gateway ?? "")")
    }

    @Test(arguments: GatewayLab.files)
    func `every demand of a file is kept in one case and broken in another`(_ file: String) throws {
        let cases = try GatewayLab.cases(file)
        let agreed = try #require(cases.first)
        #expect(agreed.words("broken").isEmpty && agreed.words("untested").isEmpty)
        let broken = Set(cases.flatMap { $0.words("broken") })
        let demands = Set(cases.flatMap { $0.words("demands") })
        // A pin is what level fingerprint demands: its row says only that.
        let told = file == "pinned" ? demands.subtracting(["level"]) : demands
        #expect(broken == told)
    }

    @Test func `every shipped agreement with demands on gateways has its files`() throws {
        let folder = Gateway.shipped.appending(path: "agreements.d")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        try #require(names.count == 5)
        for name in names {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            let agreement = String(name.dropLast(5))
            if text.contains("\noutbound:") { #expect(GatewayLab.files.contains(agreement)) }
            if text.contains("\nours:") { #expect(GatewayLab.files.contains(agreement + "-ours")) }
        }
    }
}
