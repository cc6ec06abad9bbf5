internal import MandateCore
internal import Subprocess
internal import SystemPackage

/// A command of a mail server whose output is read line by line.
struct MailTool {
    /// Octets of a line: `postqueue -j` prints a message with all its recipients in one.
    private static let longestLine = 64 << 20
    /// Octets of what it says on standard error.
    private static let longestComplaint = 65_536

    let path: String
    let arguments: [String]

    /// Runs it to its end.
    ///
    /// - Parameter body: Takes each line.
    /// - Throws: ``HeldMailError/failed(command:reason:)`` where it cannot be run or does not end well, or what `body` throws.
    func lines(_ body: (String) throws -> Void) async throws {
        let result: ExecutionResult<Void, SequenceOutput, StringOutput<UTF8>>
        do {
            result = try await run(
                .path(FilePath(path)),
                arguments: Arguments(arguments),
                // Dates and words as they are parsed here.
                environment: .inherit.updating(["LC_ALL": "C"]),
                input: .none,
                output: .sequence,
                error: .string(limit: Self.longestComplaint)
            ) { execution in
                for try await line in execution.standardOutput.strings(
                    bufferingPolicy: .maxLineLength(Self.longestLine)
                ) {
                    try body(line)
                }
            }
        } catch let error as SubprocessError {
            throw HeldMailError.failed(command: command, reason: "\(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let said = result.standardError.split(separator: "\n").joined(separator: "; ")
            throw HeldMailError.failed(command: command, reason: said.isEmpty ? "\(result.terminationStatus)" : said)
        }
    }

    private var command: String { ([path] + arguments).map(ShellWord.quoted).joined(separator: " ") }
}
