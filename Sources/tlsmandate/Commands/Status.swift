import ArgumentParser
import Foundation
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

    func run() async throws {
        let path = Folders(configuration: common.config).control
        guard let answer = await Self.ask(path),
            let report = try? JSONSerialization.jsonObject(with: answer) as? [String: Any]
        else {
            StandardStreams.complain("tlsmandate: no service answers at \(path)")
            throw ExitStatus.unavailable
        }
        switch output.format {
        case .json: StandardStreams.print(String(decoding: answer, as: UTF8.self))
        case .text: for line in Self.lines(report) { StandardStreams.print(line) }
        }
    }

    private static func ask(_ path: String) async -> Data? {
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(.seconds(5))
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
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

    /// The report, a line a fact, nested keys behind their own.
    private static func lines(_ report: [String: Any], prefix: String = "") -> [String] {
        report.sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
            let name = prefix + key.replacingOccurrences(of: "_", with: " ")
            switch value {
            case let nested as [String: Any]: return lines(nested, prefix: name + " ")
            case let list as [[String: Any]]: return list.flatMap { lines($0, prefix: name + " ") }
            case let list as [Any]: return list.map { "\(name): \(Printable.escaped("\($0)"))" }
            case is NSNull: return []
            default: return ["\(name): \(Printable.escaped("\(value)"))"]
            }
        }
    }
}
