import MandateCore
import STARTTLSProbe

/// A report for a reader: the documents' table, then each gateway, then each demand.
struct ProbeText {
    private let report: ProbeReport
    private let style: ProbeStyle

    init(_ report: ProbeReport, style: ProbeStyle) {
        self.report = report
        self.style = style
    }

    var lines: [String] {
        var lines = heading
        if !report.gateways.isEmpty { lines += [""] + style.table(table) }
        for gateway in report.gateways { lines += [""] + details(gateway) }
        if !report.demands.isEmpty { lines += [""] + demands }
        if !report.warnings.isEmpty {
            lines += ["", "Warnings"] + report.warnings.map { "  " + Printable.line($0) }
        }
        lines += ["", "Result: " + style.paint(report.verdict.words, report.verdict.colour), ""]
        return lines
    }

    private var heading: [String] {
        let subject = report.domain ?? report.gateways.first?.title ?? "the gateway"
        var lines = [
            "Confidence factor for \"\(Printable.line(subject))\": \(report.confidence.map(String.init) ?? "not tested")"
        ]
        if let agreement = report.agreement, let partner = report.partner {
            let section = report.section.map { ", \($0)\(report.mode == .testing ? " in testing" : "")" } ?? ""
            lines.append(Printable.line("Agreement: \(agreement) with \(partner)\(section)"))
        }
        if let dnssec = report.dnssec { lines.append("MX records: \(dnssec.words)") }
        if let problem = report.problem { lines.append(Printable.line("Not tested: \(problem)")) }
        return lines
    }

    /// As the partner documents show it.
    private var table: [[ProbeStyle.Cell]] {
        let heads = ["MX Server", "Pref"] + Stage.allCases.map(\.title)
        var rows: [[ProbeStyle.Cell]] = [heads.map { ($0, nil) }]
        for gateway in report.gateways {
            let cells = Stage.allCases.map { Self.cell(gateway[$0]) }
            rows.append([(gateway.title, nil), (gateway.preference.map(String.init) ?? "", nil)] + cells)
        }
        rows.append(
            [("Average", nil), ("", nil)]
                + Stage.allCases.map { stage in (Self.average(report.gateways.map { $0[stage].outcome }), nil) }
        )
        return rows
    }

    private static func cell(_ result: StageResult) -> ProbeStyle.Cell {
        switch result.outcome {
        case .ok: ("OK\(result.milliseconds.map { " (\(grouped($0))ms)" } ?? "")", .green)
        case .fail: ("FAIL", .red)
        case .notTested: ("not tested", .yellow)
        }
    }

    /// Of those that were tested.
    private static func average(_ outcomes: [StageResult.Outcome]) -> String {
        let tested = outcomes.filter { $0 != .notTested }
        return tested.isEmpty ? "-" : "\(100 * tested.count { $0 == .ok } / tested.count)%"
    }

    /// 1,006 for 1006, as the documents write it.
    private static func grouped(_ number: Int) -> String {
        number < 1000 ? String(number) : grouped(number / 1000) + "," + String(String(1000 + number % 1000).dropFirst())
    }

    private func details(_ gateway: GatewayResult) -> [String] {
        var lines = [gateway.title]
        for line in gateway.trace ?? [] { lines.append("  " + line) }
        if let reason = gateway.untestedReason { lines.append("  not tested: \(reason)") }
        if let tls = gateway.tls {
            lines.append("  \(tls.protocolName), \(tls.cipher), \(tls.bits) bits, \(tls.keyExchange)")
        }
        for (index, certificate) in gateway.chain.enumerated() {
            lines += certificateLines(certificate, "certificate \(index + 1) of \(gateway.chain.count)")
        }
        if !gateway.chain.isEmpty {
            lines.append(
                gateway.matchedName.map { "  name: verified (\(gateway.host) = \($0))" }
                    ?? "  name: NOT verified, none of the certificate's names is \(gateway.host)"
            )
            lines.append("  chain: " + (gateway.isTrusted ? "trusted" : "NOT trusted"))
        }
        if let revocation = gateway.revocation { lines.append("  revocation: \(revocation.rawValue)") }
        if let tlsa = gateway.tlsa { lines.append("  DANE: \(tlsa.rawValue)") }
        for offer in gateway.weaker ?? [] {
            let words = offer.answer == .notTested ? "not tested" : offer.answer.rawValue
            lines.append("  offered \(offer.offer): \(words)\(offer.detail.map { " (\($0))" } ?? "")")
        }
        if let explanation = gateway.explanation {
            lines.append("  \(gateway.result.map { $0.rawValue + ": " } ?? "")\(explanation)")
        }
        if let remedy = gateway.remedy { lines.append("  To do: \(remedy)") }
        return lines.map(Printable.line)
    }

    private func certificateLines(_ certificate: Certificate, _ title: String) -> [String] {
        var lines = ["  \(title): \(certificate.subject)"]
        if !certificate.names.isEmpty { lines.append("    names  \(certificate.names.joined(separator: ", "))") }
        lines.append("    issuer \(certificate.issuer)")
        lines.append("    valid  \(certificate.notBefore.prefix(10)) to \(certificate.notAfter.prefix(10))")
        lines.append(
            "    key    \(certificate.keyType) \(certificate.keyBits) bits, signed \(certificate.signatureAlgorithm)"
        )
        return lines
    }

    private var demands: [String] {
        var lines: [String] = []
        for gateway in report.gateways {
            let results = report.demands.filter { $0.gateway == gateway.title }
            guard !results.isEmpty else { continue }
            let head: [ProbeStyle.Cell] = [("  " + gateway.title, nil), ("demand", nil), ("found", nil), ("", nil)]
            lines += style.table(
                [head]
                    + results.map {
                        [
                            ("    " + $0.demand, nil), ($0.required, nil), ($0.found, nil),
                            ($0.verdict.words, $0.verdict.colour),
                        ]
                    }
            )
        }
        return lines
    }
}

/// One row for each report of a run over many.
enum ProbeSummary {
    static func lines(_ reports: [ProbeReport], style: ProbeStyle) -> [String] {
        let heads = ["Agreement", "Partner", "Domain", "Gateways", "Confidence", "Result", ""]
        return style.table(
            [heads.map { ($0, nil) }]
                + reports.map { report in
                    let tested = report.gateways.count { $0.isTested }
                    return [
                        (report.agreement ?? "-", nil), (report.partner ?? "-", nil), (report.domain ?? "-", nil),
                        ("\(tested) of \(report.gateways.count)", nil),
                        (report.confidence.map(String.init) ?? "-", nil),
                        (report.verdict.words, report.verdict.colour), (reason(report), nil),
                    ]
                }
        )
    }

    /// What made the result, in few words.
    private static func reason(_ report: ProbeReport) -> String {
        let violated = report.demands.filter { $0.verdict == .violated }.map(\.demand)
        var distinct: [String] = []
        for demand in violated where !distinct.contains(demand) { distinct.append(demand) }
        if !distinct.isEmpty { return distinct.joined(separator: ", ") }
        return report.problem ?? report.untested.first?.untestedReason ?? report.warnings.first ?? ""
    }
}

extension ProbeReport.Verdict {
    fileprivate var words: String { self == .notTested ? "could not test" : rawValue }

    fileprivate var colour: Colour {
        switch self {
        case .kept: .green
        case .violated: .red
        case .warning, .notTested: .yellow
        }
    }
}

extension DemandResult.Verdict {
    fileprivate var words: String { self == .notTested ? "not tested" : rawValue }

    fileprivate var colour: Colour {
        switch self {
        case .kept: .green
        case .violated: .red
        case .notTested: .yellow
        }
    }
}

extension DNSSECStatus {
    fileprivate var words: String {
        switch self {
        case .secure: "signed (DNSSEC)"
        case .insecure: "not signed"
        case .bogus: "signed wrongly (DNSSEC bogus)"
        }
    }
}
