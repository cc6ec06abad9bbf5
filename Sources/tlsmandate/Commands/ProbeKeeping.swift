import DecisionJournal
import Foundation
import Logging
import MandateCore
import RegisterFiles
import STARTTLSProbe

/// Keeps what a probe found of agreements' gateways, and logs what has changed since the last one.
struct ProbeKeeping {
    private let journal: ServiceConfiguration.JournalLocation?
    private let folders: Folders
    private let logger = Logger(label: "probe") { _ in StderrLogHandler() }

    /// - Parameter configuration: The path of tlsmandate.yaml, whose first journal is written.
    init(_ service: ServiceConfiguration, configuration: String) {
        journal = service.journals.first
        folders = Folders(configuration: configuration)
    }

    /// Keeps the reports that are of an agreement. Where that cannot be, it is said, and the probe's own answer stands.
    func keep(_ reports: [ProbeReport], at time: Timestamp) {
        let runs = ProbeRun.joined(reports.compactMap { ProbeRun($0, at: time) })
        guard !runs.isEmpty else { return }
        do throws(JournalError) {
            guard case .sqlite(let path) = journal else {
                throw .unsupported("the journal that is configured first is no SQLite journal")
            }
            try keep(runs, in: folders.journal(path))
        } catch {
            var reason = "\(error)"
            if case .missing = error { reason += "; the service makes it when it starts, for its own user to read" }
            logger.warning("the results of this probe are not kept", metadata: ["reason": "\(reason)"])
        }
    }

    private func keep(_ runs: [ProbeRun], in path: String) throws(JournalError) {
        do {
            log(try ProbeKeeper(path: path).keep(runs))
        } catch let error as JournalError {
            throw error
        } catch {
            throw .unsupported("cannot write the journal \(path): \(error)")
        }
    }

    /// A line for each change. Domains that share a gateway share its lines.
    private func log(_ changes: [ProbeKeeper.Change]) {
        var shared: [SharedChange: [String]] = [:]
        var order: [SharedChange] = []
        for change in changes {
            let key = SharedChange(agreement: change.agreement, gateway: change.gateway, change: change.change)
            if shared[key] == nil { order.append(key) }
            shared[key, default: []].append(change.domain ?? "-")
        }
        for key in order {
            let level: Logger.Level = key.change.isAlarming ? .warning : .notice
            logger.log(
                level: level,
                "probed gateway: \(Printable.line(key.change.words))",
                metadata: [
                    "agreement": "\(key.agreement)", "gateway": "\(key.gateway)",
                    "domain": "\(ProbeHistoryText.list(shared[key] ?? []))",
                ]
            )
        }
    }

    private struct SharedChange: Hashable {
        let agreement: String
        let gateway: String
        let change: ProbeChange
    }
}

extension ProbeRun {
    /// What is kept of a report; nil: it is of no agreement.
    init?(_ report: ProbeReport, at time: Timestamp) {
        guard let agreement = report.agreement else { return nil }
        let untested = report.untested
        // Addresses to which this host has no way say nothing about the gateway.
        let telling = report.gateways.filter { $0.isTested || untested.contains($0) }
        self.init(
            time: time,
            agreement: agreement,
            domain: report.domain,
            findings: telling.map { ProbeFinding($0, of: report, agreement: agreement, at: time) },
            problem: report.problem
        )
    }
}

extension ProbeFinding {
    fileprivate init(_ gateway: GatewayResult, of report: ProbeReport, agreement: String, at time: Timestamp) {
        let demands = report.demands.filter { $0.gateway == gateway.title && $0.verdict == .violated }.map(\.demand)
        let isFaultless = gateway.result == nil && gateway.isTested
        let host = gateway.host.contains(":") ? "[\(gateway.host)]" : gateway.host
        self.init(
            time: time,
            agreement: agreement,
            domain: report.domain,
            gateway: "\(host):\(gateway.port)",
            address: gateway.address,
            outcome: !demands.isEmpty
                ? .violated : isFaultless ? .kept : gateway.isTested ? .warning : .notTested,
            result: gateway.result?.rawValue,
            demands: demands,
            reason: gateway.explanation ?? gateway.untestedReason,
            session: gateway.tls.map { Session(protocolName: $0.protocolName, cipher: $0.cipher, bits: $0.bits) },
            certificate: gateway.chain.first.map { leaf in
                Certificate(
                    fingerprint: leaf.fingerprint,
                    subject: leaf.subject,
                    issuer: leaf.issuer,
                    notAfter: Timestamp(leaf.notAfter),
                    matchedName: gateway.matchedName
                )
            }
        )
    }
}
