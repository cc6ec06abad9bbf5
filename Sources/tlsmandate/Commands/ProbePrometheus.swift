import Foundation
import STARTTLSProbe

/// Results in Prometheus' text exposition format, for the textfile collector of its node exporter.
enum ProbePrometheus {
    static func lines(_ reports: [ProbeReport]) -> [String] {
        var families = Families()
        var rest = reports[...]
        while let first = rest.first {
            // Those of a route's next hops are one to Prometheus, which has no label for a next hop.
            let alike = rest.prefix { labels(of: $0).elementsEqual(labels(of: first), by: ==) }
            rest = rest.dropFirst(alike.count)
            add(alike, to: &families)
        }
        return families.lines
    }

    private static func labels(of report: ProbeReport) -> [(String, String)] {
        [("agreement", report.agreement ?? ""), ("domain", report.domain ?? ""), ("section", report.section ?? "")]
    }

    /// Adds reports whose labels are the same.
    private static func add(_ reports: ArraySlice<ProbeReport>, to families: inout Families) {
        guard let first = reports.first else { return }
        let labels = labels(of: first)
        families.add(.verdict, labels, Double(ProbeTest.exitCode(Array(reports))))
        families.add(.time, labels, seconds(first.time))
        if let confidence = ProbeReport.mean(reports.flatMap(\.gateways)) {
            families.add(.confidence, labels, Double(confidence))
        }
        for report in reports { addGateways(of: report, labels, to: &families) }
    }

    private static func addGateways(
        of report: ProbeReport,
        _ labels: [(String, String)],
        to families: inout Families
    ) {
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

    /// The lines of a family stand together, and none stands twice, as the format demands.
    private struct Families {
        private struct Samples {
            var order: [String] = []
            var values: [String: Double] = [:]
        }

        private var families: [Family: Samples] = [:]

        mutating func add(_ family: Family, _ labels: [(String, String)], _ value: Double?) {
            guard let value else { return }
            let shown = labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
            var samples = families.removeValue(forKey: family) ?? Samples()
            if samples.values[shown] == nil { samples.order.append(shown) }
            // A gateway behind both next hops of a route keeps a demand if it does so for both.
            samples.values[shown] = min(samples.values[shown] ?? value, value)
            families[family] = samples
        }

        var lines: [String] {
            Family.allCases.flatMap { family -> [String] in
                guard let samples = families[family] else { return [] }
                let name = "tlsmandate_probe_\(family.rawValue)"
                return ["# HELP \(name) \(family.help)", "# TYPE \(name) gauge"]
                    + samples.order.map { "\(name){\($0)} \(Self.number(samples.values[$0] ?? .nan))" }
            }
        }

        private static func number(_ value: Double) -> String {
            value == value.rounded() ? String(Int(value)) : String(value)
        }

        private func escaped(_ text: String) -> String {
            Printable.line(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
    }
}
