import ArgumentParser
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the service in the foreground.",
        discussion: """
            Listens where the configuration says, answers the mail server, and records every decision. SIGUSR1 reloads \
            configuration and register; SIGTERM answers what has been asked, and stops.
            """
    )

    @OptionGroup var common: CommonOptions

    @Flag(name: .long, help: "Log more: connections, and what the mail server does with them.")
    var verbose = false

    func run() async throws {
        let isVerbose = verbose
        let logger = Logger(label: "tlsmandate") { _ in
            var handler = StderrLogHandler()
            handler.logLevel = isVerbose ? .debug : .info
            return handler
        }
        do {
            try await Daemon(configuration: common.config, logger: logger).run()
        } catch Daemon.StartError.configuration {
            throw ExitStatus.configuration
        } catch Daemon.StartError.listening(let error) {
            StandardStreams.complain("tlsmandate: \(error)")
            throw ExitStatus.unavailable
        }
    }
}
