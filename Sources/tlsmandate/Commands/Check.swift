import ArgumentParser
import MandateCore
import RegisterFiles

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads configuration and register, and prints every error and every warning.",
        discussion: """
            A warning is of what is legal and unwise, with its reason and what helps. Exit code 0, or 78 where there is an error \
            (with --strict: or a warning). Where Postfix is configured on this machine, main.cf is read too (MAIL_CONFIG names its \
            folder): what in it keeps Postfix from delivering as agreed is a warning.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions

    @Flag(name: .long, help: "Exit with 78 also where there are only warnings.")
    var strict = false

    func run() throws {
        let result = RegisterLoader.load(configuration: common.config, today: Timestamp.now.day)
        // Where the Postfix of this machine is configured: what in main.cf keeps it from delivering as agreed.
        let warnings = result.loaded.map { PostfixChecks.check($0, against: PostfixParameters.settings) } ?? []
        let diagnostics = result.diagnostics + warnings
        for diagnostic in diagnostics {
            switch output.format {
            case .text: StandardStreams.complain(Printable.line(diagnostic.description))
            case .json: try StandardStreams.printJSON(Line(diagnostic))
            }
        }
        if let loaded = result.loaded, output.format == .text {
            let register = loaded.register
            StandardStreams.complain(
                "\(register.agreements.count.counting("agreement")) with \(register.domainCount.counting("domain")), "
                    + "register \(register.digest)"
            )
        }
        if result.loaded == nil || strict && !diagnostics.isEmpty { throw ExitStatus.configuration }
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
