import DecisionJournal
import Glibc
import Logging
import MandateCore
import NIOCore
import NIOPosix
import PostfixServers
import RegisterFiles
import ServiceLifecycle

/// Joins the modules to the running service.
struct Daemon {
    let configuration: String
    let logger: Logger

    /// Why the service does not start.
    enum StartError: Error {
        /// Configuration or register have errors, which have been printed.
        case configuration
        /// An address cannot be listened on.
        case listening(any Error)
    }

    /// Starts the service and runs it until it is told to stop.
    ///
    /// - Throws: ``StartError``.
    func run() async throws {
        let folders = Folders(configuration: configuration)
        let (loaded, errors) = try load(folders)
        raiseFileLimit()
        signal(SIGPIPE, SIG_IGN)
        // libmilter's signal thread would take SIGHUP for an order to stop; ignored, it never sees it.
        signal(SIGHUP, SIG_IGN)
        let host = HostName.own
        let journals = Journals(loaded.service, folders: folders, host: host, logger: logger)
        let journal = journals.writer
        journal.use(StoredRegister(loaded))
        let statistics = DecisionStatistics()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: Self.threads)
        let frontEnds = FrontEnds(
            loaded,
            folders: folders,
            recording: .init(log: journal, statistics: statistics, host: host),
            group: group,
            logger: logger
        )
        let state = ServiceState(loaded, frontEnds: frontEnds, statistics: statistics, journals: journals)
        if let errors { state.failed(errors, isRunningOnCopy: true) }
        let control = Listener(group: group, logger: logger) { channel in
            try channel.pipeline.syncOperations.addHandler(ControlHandler(state: state))
        }
        let kept: KeptSockets
        do {
            // The control socket first: it is what keeps a second service from taking over the others.
            try await control.listen(on: .unix(path: folders.control), mode: 0o600)
            kept = try await frontEnds.listen(KeptSockets())
        } catch {
            throw StartError.listening(error)
        }
        let services: [any Service] =
            [
                StoppingService { journal.close() },
                RetentionService(state: state, journal: journal, logger: logger),
                StoppingService { await control.stop() },
            ] + frontEnds.services + [
                WatchdogService(group: group, milter: frontEnds.milter, logger: logger),
                SignalService(
                    configuration: configuration,
                    lastGood: folders.lastGood,
                    state: state,
                    logger: logger
                ),
            ]
        try await ServiceGroup(
            configuration: .init(
                // SIGTERM ends one of them, and the others with it.
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        ).run()
        frontEnds.unlinkSockets(except: kept.paths)
        unlink(folders.control)
        logger.notice("stopped")
    }

    /// One thread answers a hundred thousand requests a second; the other half of the cores is the mail server's.
    private static var threads: Int { max(1, min(4, System.coreCount / 2)) }

    /// The register and, where its files have errors and the last good one stands in for it, those errors.
    private func load(_ folders: Folders) throws -> (LoadedRegister, errors: [String]?) {
        let today = Timestamp.now.day
        let result = RegisterLoader.load(configuration: configuration, today: today)
        for diagnostic in result.diagnostics { StandardStreams.complain(diagnostic.description) }
        if let loaded = result.loaded {
            folders.lastGood.keep(loaded, configuration: configuration, logger: logger)
            return (loaded, nil)
        }
        guard let copy = folders.lastGood.load(configuration: configuration, today: today)?.loaded else {
            throw StartError.configuration
        }
        logger.error(
            "the register has errors: the last one without is in force instead; mend the errors and reload",
            metadata: ["errors": "\(result.errors.count)", "register": "\(copy.register.digest)"]
        )
        return (copy, result.errors.map(\.description))
    }

    /// A connection is a file descriptor: as many as the system allows, up to what the limits can use.
    private func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = rlim_t(ServerLimits.connections + 256)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        if limit.rlim_cur < wanted {
            logger.warning(
                "fewer file descriptors than connections are allowed; raise LimitNOFILE",
                metadata: ["limit": "\(limit.rlim_cur)", "wanted": "\(wanted)"]
            )
        }
    }
}

extension LastGoodRegister {
    /// Keeps a register; that it could not be kept is no reason not to decide by it.
    func keep(_ loaded: LoadedRegister, configuration: String, logger: Logger) {
        do {
            try keep(loaded, configuration: configuration)
        } catch {
            logger.warning(
                "the register could not be copied: should its files have errors at the next start, the service will not start",
                metadata: ["folder": "\(folder)", "reason": "\(error)"]
            )
        }
    }
}

extension DecisionSettings {
    init(_ loaded: LoadedRegister) {
        self.init(
            register: loaded.register,
            recording: loaded.service.journalRecords,
            addresses: loaded.service.logAddresses
        )
    }
}

extension StoredRegister {
    init(_ loaded: LoadedRegister) {
        self.init(
            digest: loaded.register.digest,
            texts: loaded.texts.map { Text(path: $0.path, digest: $0.digest, octets: $0.octets) }
        )
    }
}
