import ArgumentParser
import Foundation
import MandateCore
import NIOCore
import NIOPosix

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what the running service holds.",
        discussion: """
            The register's digest, its agreements, when it was loaded, the last failed reload and why, the listeners, how the \
            journal fares, and counts since the start. Exit code 69 where no service answers.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions

    /// How much of an answer is read: a failed reload may bring along a thousand diagnostics.
    private static let longestAnswer = 1 << 20

    /// How long the service has to take the connection, and then for its answer. One that is well needs milliseconds; a stuck one,
    /// whose socket takes connections all the same, never answers.
    private static let patience = TimeAmount.seconds(5)

    func run() async throws {
        let path = Folders(configuration: common.config).control
        guard let answer = await Self.ask(path), let report = try? JSONDecoder().decode(StatusReport.self, from: answer)
        else {
            StandardStreams.complain("tlsmandate: no service answers at \(path)")
            throw ExitStatus.unavailable
        }
        switch output.format {
        case .json: StandardStreams.print(String(decoding: answer, as: UTF8.self))
        case .text: for line in Self.lines(report) { StandardStreams.print(Printable.line(line)) }
        }
    }

    private static func ask(_ path: String) async -> Data? {
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(patience)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            let end = channel.channel.eventLoop.scheduleTask(in: patience) { channel.channel.close(promise: nil) }
            defer { end.cancel() }
            return try await channel.executeThenClose { inbound, _ in
                var answer = Data()
                for try await part in inbound where answer.count < longestAnswer {
                    answer.append(contentsOf: part.readableBytesView)
                }
                return answer
            }
        } catch {
            return nil
        }
    }

    /// The report for a reader, what is wrong at the end.
    private static func lines(_ report: StatusReport) -> [String] {
        let counts = report.counts
        let journal = report.journal
        var lines = [
            "tlsmandate \(report.version), process \(report.pid), started \(report.started)",
            "register:   \(report.register)",
            "            \(report.held)",
        ]
        lines += report.listeners.map { "listens on: \($0.address) (\($0.frontend.rawValue))" }
        lines += [
            "connections: \(report.connections)",
            "journal:    \(journal.url), \(journal.recorded) recorded, \(journal.lost) lost since the start",
            "messages:   \(counts.messages) in \(counts.sessions) sessions of the milter",
            "requests:   \(counts.requests), of them \(counts.rcpt) at RCPT, \(counts.malformed) malformed",
            "decisions:  \(counts.accepted) accepted, \(counts.rejected) rejected, \(counts.deferred) deferred, "
                + "\(counts.held) held, \(counts.filtered) filtered, \(counts.tested) in testing",
        ]
        if let failure = journal.failure { lines.append("WARNING: the journal cannot be written: \(failure)") }
        if counts.unrecorded > 0 {
            lines.append("WARNING: \(counts.unrecorded) refusals were temporary, since they could not be recorded")
        }
        if let failed = report.failedReload {
            lines.append("WARNING: the reload of \(failed.time) failed, the register before stays in force:")
            lines += failed.errors.map { "    " + $0 }
        }
        return lines + report.warnings.map { "WARNING: \($0)" }
    }
}
