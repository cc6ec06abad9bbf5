internal import Foundation
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

    /// The path of a program: as given where it has a slash, else where PATH leads, or the folders of system programs, which a
    /// user's PATH may lack.
    static func find(_ name: String) -> String? {
        let manager = FileManager.default
        guard !name.contains("/") else { return manager.isExecutableFile(atPath: name) ? name : nil }
        let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return "\(search):/usr/local/sbin:/usr/sbin:/sbin".split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { manager.isExecutableFile(atPath: $0) }
    }
}

/// Why held mail cannot be listed.
package enum HeldMailError: Error, Equatable, CustomStringConvertible {
    /// No mail server's tools are there.
    case noServer
    case failed(command: String, reason: String)
    /// A tool printed what is not its form.
    case malformed(command: String, line: String)

    package var description: String {
        switch self {
        case .noServer: "neither Postfix (postqueue) nor Sendmail is installed here"
        case .failed(let command, let reason): "\(command): \(reason)"
        case .malformed(let command, let line): "\(command) printed what was not expected: \(line.prefix(200))"
        }
    }
}
