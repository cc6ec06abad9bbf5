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
    private let policyAddresses: [ListenAddress]
    private let socketmapAddresses: [ListenAddress]

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
                address: folders.resolved(address),
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
        policyAddresses = loaded.service.policy.map(folders.resolved)
        socketmapAddresses = loaded.service.socketmap.map(folders.resolved)
        listeners =
            policyAddresses.map { .init(frontend: .policy, address: $0.description) }
            + [milter].compactMap(\.self).map { .init(frontend: .milter, address: $0.address.description) }
            + socketmapAddresses.map { .init(frontend: .socketmap, address: $0.description) }
    }

    /// The number of open connections; libmilter does not tell those of its own.
    var connections: Int { policy.connections + socketmap.connections }

    /// Begins to listen on all addresses, on the sockets that were kept of the process before where there are any.
    ///
    /// - Returns: What is kept for the next.
    func listen(_ kept: KeptSockets) async throws -> KeptSockets {
        var kept = kept
        for address in policyAddresses {
            try await listen(on: address, &kept) { try await policy.listen(on: $0, kept: $1) }
        }
        for address in socketmapAddresses {
            try await listen(on: address, &kept) { try await socketmap.listen(on: $0, kept: $1) }
        }
        kept.closeOthers()
        try milter?.start()
        return kept
    }

    private func listen(
        on address: ListenAddress,
        _ kept: inout KeptSockets,
        _ listen: (ListenAddress, CInt?) async throws -> CInt?
    ) async throws {
        guard case .unix(let path) = address else {
            _ = try await listen(address, nil)
            return
        }
        if let descriptor = try await listen(address, kept.take(path)) { kept.keep(descriptor, path: path) }
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
        for case .unix(let path) in policyAddresses + socketmapAddresses where !kept.contains(path) { unlink(path) }
        if case .unix(let path) = milter?.address { unlink(path) }
    }
}

extension Folders {
    /// An address of the configuration as a server takes it.
    func resolved(_ address: ListenAddress) -> ListenAddress {
        guard case .unix(let path) = address else { return address }
        return .unix(path: socket(path))
    }
}
