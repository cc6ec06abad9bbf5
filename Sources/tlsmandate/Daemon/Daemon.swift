import DecisionJournal
import Glibc
import Logging
import MandateCore
import Milter
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
        let loaded = try load()
        raiseFileLimit()
        signal(SIGPIPE, SIG_IGN)
        // libmilter's signal thread would take SIGHUP for an order to stop; ignored, it never sees it.
        signal(SIGHUP, SIG_IGN)
        let host = hostName
        let ids = RecordIDSource(host: host)
        let folders = Folders(configuration: configuration)
        let (journal, journalURL) = openJournal(loaded.service, folders: folders, host: host, ids: ids)
        journal.use(StoredRegister(loaded))
        let statistics = DecisionStatistics()
        let decider = PolicyDecider(
            settings: DecisionSettings(loaded),
            statistics: statistics,
            log: journal,
            ids: ids,
            host: host,
            logger: logger
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: Self.threads)
        let policy = PolicyServer(decider: decider, group: group, logger: logger)
        let targets = loaded.service.policy.map { folders.target($0) }
        let milter = loaded.service.milter.map { address in
            MilterService(
                address: folders.milter(address),
                plan: MilterPlan(DecisionSettings(loaded)),
                journal: MilterJournal(log: journal, ids: ids, host: host, statistics: statistics, clock: { .now }),
                logger: logger
            )
        }
        let state = ServiceState(
            register: loaded.register,
            decider: decider,
            statistics: statistics,
            policy: policy,
            milter: milter,
            journal: journal,
            journalURL: journalURL,
            listeners: targets.map { .init(frontend: .policy, address: $0.description) }
                + (milter.map { [.init(frontend: .milter, address: $0.address.description)] } ?? []),
            service: loaded.service
        )
        let control = Listener(group: group, logger: logger) { channel in
            try channel.pipeline.syncOperations.addHandler(ControlHandler(state: state))
        }
        do {
            // The control socket first: it is what keeps a second service from taking over the others.
            try await control.listen(on: .unix(path: folders.control), mode: 0o600)
            for target in targets { try await policy.listen(on: target) }
            try milter?.start()
        } catch {
            throw StartError.listening(error)
        }
        let services: [any Service] =
            [
                StoppingService { journal.close() },
                StoppingService { await control.stop() },
                StoppingService { await policy.stop() },
            ] + (milter.map { [MilterRunning(milter: $0)] } ?? []) + [
                SignalService(configuration: configuration, state: state, logger: logger)
            ]
        try await ServiceGroup(
            configuration: .init(
                // SIGTERM ends one of them, and the others with it.
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        ).run()
        unlinkSockets(
            targets + [loaded.service.milter].compactMap(\.self).map(folders.target) + [.unix(path: folders.control)]
        )
        logger.notice("stopped")
    }

    /// One thread answers a hundred thousand requests a second; the other half of the cores is the mail server's.
    private static var threads: Int { max(1, min(4, System.coreCount / 2)) }

    private func load() throws -> LoadedRegister {
        let result = RegisterLoader.load(configuration: configuration, today: Timestamp.now.day)
        for diagnostic in result.diagnostics { StandardStreams.complain(diagnostic.description) }
        guard let loaded = result.loaded else { throw StartError.configuration }
        let unserved = Unserved.reasons(loaded.service)
        for reason in unserved { StandardStreams.complain("\(configuration): error: \(reason)") }
        guard unserved.isEmpty else { throw StartError.configuration }
        return loaded
    }

    private func openJournal(
        _ service: ServiceConfiguration,
        folders: Folders,
        host: String,
        ids: RecordIDSource
    ) -> (JournalWriter, url: String) {
        let path = folders.journal(service.sqlitePath)
        let logger = logger
        let writer = JournalWriter(
            path: path,
            survivesPowerLoss: service.journalSync == .full,
            host: host,
            ids: ids,
            clock: { .now },
            observer: DecisionLogger().log,
            failed: { reason in
                if let reason {
                    logger.error(
                        "the journal cannot be written: refusals are answered temporarily",
                        metadata: ["journal": "\(path)", "reason": "\(reason)"]
                    )
                } else {
                    logger.notice("the journal can be written again", metadata: ["journal": "\(path)"])
                }
            }
        )
        return (writer, "sqlite:\(path)")
    }

    private var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
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

    private func unlinkSockets(_ targets: [ListenTarget]) {
        for case .unix(let path) in targets { unlink(path) }
    }
}

extension ServiceConfiguration {
    /// The journal that is written; the start has made sure that there is one.
    var sqlitePath: String {
        for case .sqlite(let path) in journals { return path }
        return "journal.sqlite"
    }
}

extension Folders {
    func target(_ address: ListenAddress) -> ListenTarget {
        switch address {
        case .inet(let host, let port): .inet(host: host, port: port)
        case .unix(let path): .unix(path: socket(path))
        }
    }
}

extension Folders {
    func milter(_ address: ListenAddress) -> MilterAddress {
        switch address {
        case .inet(let host, let port): .inet(host: host, port: port)
        case .unix(let path): .unix(path: socket(path))
        }
    }
}

extension DecisionSettings {
    init(_ loaded: LoadedRegister) {
        let recording: Recording =
            switch loaded.service.journalRecords {
            case .agreements: .agreements
            case .violations: .violations
            case .all: .all
            }
        let addresses: AddressKeeping =
            switch loaded.service.logAddresses {
            case .violations: .violations
            case .full: .full
            case .domain: .domain
            }
        self.init(register: loaded.register, recording: recording, addresses: addresses)
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
