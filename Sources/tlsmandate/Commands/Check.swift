import ArgumentParser
import MandateCore
import PostfixServers
import RegisterFiles

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads configuration and register, and prints every error and every warning.",
        discussion: """
            A warning is of what is legal and unwise, with its reason and what helps. Exit code 0, or 78 where there is an error \
            (with --strict: or a warning).
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions

    @Flag(name: .long, help: "Take warnings for errors in the exit code.")
    var strict = false

    func run() throws {
        let result = RegisterLoader.load(configuration: common.config, today: Timestamp.now.day)
        for diagnostic in result.diagnostics {
            switch output.format {
            case .text: StandardStreams.complain(Printable.line(diagnostic.description))
            case .json: try StandardStreams.printJSON(Line(diagnostic))
            }
        }
        if let loaded = result.loaded, output.format == .text {
            StandardStreams.complain(
                "\(loaded.register.agreements.count) agreements with \(loaded.register.domainCount) domains, register \(loaded.register.digest)"
            )
        }
        if result.loaded == nil || strict && !result.diagnostics.isEmpty { throw ExitStatus.configuration }
    }

    private struct Line: Encodable {
        let file: String
        let line: Int
        let column: Int
        let severity: String
        let message: String

        init(_ diagnostic: Diagnostic) {
            file = diagnostic.file
            line = diagnostic.line
            column = diagnostic.column
            severity = diagnostic.severity.rawValue
            message = diagnostic.message
        }
    }
}
