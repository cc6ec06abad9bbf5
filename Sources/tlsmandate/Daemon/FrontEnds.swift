import Glibc
import Logging
import MandateCore
import Milter
import NIOCore
import PostfixServers
import RegisterFiles
import ServiceLifecycle

/// The ways in which mail servers ask, as the configuration has them listen: policy service, milter, socketmap.
struct FrontEnds {
    let listeners: [StatusReport.Listener]

    private let decider: PolicyDecider
    private let policy: PolicyServer
    /// nil: none listens.
    let milter: MilterService?
    private let tables: SocketmapService
    private let socketmap: SocketmapServer
    private let policyTargets: [ListenTarget]
    private let socketmapTargets: [ListenTarget]

    /// What decisions are recorded and counted by.
    struct Recording {
        let log: any DecisionLog
        let statistics: DecisionStatistics
        let host: String
    }

    init(
        _ loaded: LoadedRegister,
        folders: Folders,
        recording: Recording,
        group: any EventLoopGroup,
        logger: Logger
    ) {
        let settings = DecisionSettings(loaded)
        decider = PolicyDecider(
            settings: settings,
            statistics: recording.statistics,
            log: recording.log,
            host: recording.host,
            clock: { .now },
            logger: logger
        )
        policy = PolicyServer(service: decider, group: group, logger: logger)
        tables = SocketmapService(
            register: loaded.register,
            version: loaded.service.socketmap.isEmpty ? .assumed : PostfixParameters.version ?? .assumed,
            clock: { .now },
            logger: logger
        )
        socketmap = SocketmapServer(service: tables, group: group, logger: logger)
        milter = loaded.service.milter.map { address in
            MilterService(
                address: folders.milter(address),
                plan: MilterPlan(settings),
                journal: MilterJournal(
                    log: recording.log,
                    host: recording.host,
                    statistics: recording.statistics,
                    clock: { .now }
                ),
                logger: logger
            )
        }
        policyTargets = loaded.service.policy.map { folders.target($0) }
        socketmapTargets = loaded.service.socketmap.map { folders.target($0) }
        listeners =
            policyTargets.map { .init(frontend: .policy, address: $0.description) }
            + [milter].compactMap(\.self).map { .init(frontend: .milter, address: $0.address.description) }
            + socketmapTargets.map { .init(frontend: .socketmap, address: $0.description) }
    }

    /// The number of open connections; libmilter does not tell those of its own.
    var connections: Int { policy.connections + socketmap.connections }

    /// Begins to listen on all addresses, on the sockets that were kept of the process before where there are any.
    ///
    /// - Returns: What is kept for the next.
    func listen(_ kept: KeptSockets) async throws -> KeptSockets {
        var kept = kept
        for target in policyTargets {
            try await listen(on: target, &kept) { try await policy.listen(on: $0, kept: $1) }
        }
        for target in socketmapTargets {
            try await listen(on: target, &kept) { try await socketmap.listen(on: $0, kept: $1) }
        }
        kept.closeOthers()
        try milter?.start()
        return kept
    }

    private func listen(
        on target: ListenTarget,
        _ kept: inout KeptSockets,
        _ listen: (ListenTarget, CInt?) async throws -> CInt?
    ) async throws {
        guard case .unix(let path) = target else {
            _ = try await listen(target, nil)
            return
        }
        if let descriptor = try await listen(target, kept.take(path)) { kept.keep(descriptor, path: path) }
    }

    /// Decides by another register from now on.
    func use(_ loaded: LoadedRegister) {
        let settings = DecisionSettings(loaded)
        decider.use(settings)
        milter?.use(MilterPlan(settings))
        tables.use(loaded.register)
    }

    /// What runs and has to be stopped, in the order of starting.
    var services: [any Service] {
        [StoppingService { await policy.stop() }, StoppingService { await socketmap.stop() }]
            + [milter].compactMap(\.self).map(MilterRunning.init)
    }

    /// Removes the sockets of a service that has stopped, but for those that are kept; libmilter leaves its own.
    func unlinkSockets(except kept: Set<String>) {
        for case .unix(let path) in policyTargets + socketmapTargets where !kept.contains(path) { unlink(path) }
        if case .unix(let path) = milter?.address { unlink(path) }
    }
}

extension Folders {
    func target(_ address: ListenAddress) -> ListenTarget {
        switch address {
        case .inet(let host, let port): .inet(host: host, port: port)
        case .unix(let path): .unix(path: socket(path))
        }
    }

    fileprivate func milter(_ address: ListenAddress) -> MilterAddress {
        switch address {
        case .inet(let host, let port): .inet(host: host, port: port)
        case .unix(let path): .unix(path: socket(path))
        }
    }
}
