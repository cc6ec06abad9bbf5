import Glibc
import Logging
import MandateCore
import RegisterFiles
import ServiceLifecycle

/// Reloads configuration and register on SIGUSR1 (libmilter keeps SIGHUP for itself), and ends on SIGTERM and SIGINT, with which
/// the whole service ends.
///
/// The new register is built whole and validated, and only then decides; with errors the old one stays, and each is logged.
/// Open connections stay open.
struct SignalService: Service {
    let configuration: String
    let lastGood: LastGoodRegister
    let state: ServiceState
    let logger: Logger

    func run() async throws {
        let signals = ProcessSignals.stream(of: [SIGUSR1, SIGTERM, SIGINT])
        // From here on a signal is awaited: the service is ready.
        ServiceManager.ready(statusLine)
        let report = state.report
        logger.notice(
            "ready",
            metadata: [
                "agreements": "\(report.agreements)", "domains": "\(report.domains)", "register": "\(report.register)",
            ]
        )
        for await signal in signals.cancelOnGracefulShutdown() {
            guard signal == SIGUSR1 else { break }
            // It reads files.
            await OwnThread.run { reload() }
        }
        ServiceManager.stopping()
    }

    private var statusLine: String {
        let report = state.report
        guard let failed = report.failedReload else { return report.held }
        return "\(failed.errors.count.counting("ERROR")) in the register, an older one is in force: \(report.held)"
    }

    private func reload() {
        ServiceManager.reloading()
        defer { ServiceManager.ready(statusLine) }
        let result = RegisterLoader.load(configuration: configuration, today: Timestamp.now.day)
        for diagnostic in result.diagnostics {
            logger.log(level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic)")
        }
        guard let loaded = result.loaded else {
            state.failed(result.errors.map(\.description), isRunningOnCopy: false)
            logger.error("reload failed: the register that was loaded before stays in force")
            return
        }
        state.reload(loaded, logger: logger)
        lastGood.keep(loaded, configuration: configuration, logger: logger)
        logger.notice(
            "reloaded",
            metadata: [
                "agreements": "\(loaded.register.agreements.count)", "domains": "\(loaded.register.domainCount)",
                "register": "\(loaded.register.digest)",
            ]
        )
    }
}
