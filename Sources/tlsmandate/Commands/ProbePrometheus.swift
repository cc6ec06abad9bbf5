import Foundation
import STARTTLSProbe

/// Results in Prometheus' text exposition format, for the textfile collector of its node exporter.
enum ProbePrometheus {
    static func lines(_ reports: [ProbeReport]) -> [String] {
        var families = Families()
        for report in reports { add(report, to: &families) }
        return families.lines
    }

    private static func add(_ report: ProbeReport, to families: inout Families) {
        let labels = [
            ("agreement", report.agreement ?? ""), ("domain", report.domain ?? ""), ("section", report.section ?? ""),
        ]
        families.add(.verdict, labels, report.verdict.number)
        families.add(.time, labels, seconds(report.time))
        if let confidence = report.confidence { families.add(.confidence, labels, Double(confidence)) }
        for gateway in report.gateways {
            let labels = labels + [("gateway", gateway.title)]
            families.add(.tested, labels, gateway.isTested ? 1 : 0)
            if let tls = gateway.tls {
                let facts = [("protocol", tls.protocolName), ("cipher", tls.cipher)]
                families.add(.tls, labels + facts + [("issuer", gateway.chain.first?.issuerName ?? "")], 1)
            }
            if let certificate = gateway.chain.first { families.add(.expiry, labels, seconds(certificate.notAfter)) }
        }
        for demand in report.demands where demand.verdict != .notTested {
            let labels = labels + [("gateway", demand.gateway), ("demand", demand.demand)]
            families.add(.demand, labels, demand.verdict == .kept ? 1 : 0)
        }
    }

    /// Since 1970.
    private static func seconds(_ moment: String) -> Double? {
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(moment).timeIntervalSince1970
    }

    private enum Family: String, CaseIterable {
        case verdict, confidence, tested
        case tls = "tls_info"
        case expiry = "certificate_expiry_timestamp_seconds"
        case demand = "demand_kept"
        case time = "timestamp_seconds"

        var help: String {
            switch self {
            case .verdict: "0 kept, 1 warning, 2 violated, 3 could not test."
            case .confidence: "Mean over the gateways of 0, 50, 90 and 100."
            case .tested: "Whether the gateway's TLS was tested."
            case .tls: "What was negotiated with the gateway."
            case .expiry: "When the gateway's certificate ends."
            case .demand: "Whether the gateway keeps what was agreed."
            case .time: "When it was tested."
            }
        }
    }

    /// The lines of a family stand together, as the format demands.
    private struct Families {
        private var samples: [Family: [String]] = [:]

        mutating func add(_ family: Family, _ labels: [(String, String)], _ value: Double?) {
            guard let value else { return }
            let shown = labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
            let number = value == value.rounded() ? String(Int(value)) : String(value)
            samples[family, default: []].append("tlsmandate_probe_\(family.rawValue){\(shown)} \(number)")
        }

        var lines: [String] {
            Family.allCases.flatMap { family -> [String] in
                guard let samples = samples[family] else { return [] }
                let name = "tlsmandate_probe_\(family.rawValue)"
                return ["# HELP \(name) \(family.help)", "# TYPE \(name) gauge"] + samples
            }
        }

        private func escaped(_ text: String) -> String {
            Printable.line(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
    }
}

extension ProbeReport.Verdict {
    /// As the exit code.
    fileprivate var number: Double {
        switch self {
        case .kept: 0
        case .warning: 1
        case .violated: 2
        case .notTested: 3
        }
    }
}
