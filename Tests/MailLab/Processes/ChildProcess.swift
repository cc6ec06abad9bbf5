import Foundation
import Synchronization

/// A running program, with its standard output and standard error captured.
///
/// It is started by posix_spawn(3) in a process group of its own, with all signals at their default and no open files
/// but the three standard ones: what the test process ignores or holds open does not leak into the servers it tests.
package final class ChildProcess: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case notFound(executable: String)
        case output(errno: Int32)
        case spawn(executable: String, errno: Int32)
        case timedOut(executable: String, limit: Duration, standardError: String)
        case failed(executable: String, Finished)

        package var description: String {
            switch self {
            case .notFound(let executable): "\(executable): not found"
            case .output(let errno): "no file for a child's output: \(errorText(errno))"
            case .spawn(let executable, let errno): "\(executable): \(errorText(errno))"
            case .timedOut(let executable, let limit, let text): "\(executable): still running after \(limit): \(text)"
            case .failed(let executable, let end):
                "\(executable): \(end.status): \(end.standardOutput)\(end.standardError)"
            }
        }
    }

    /// How a process ended.
    package enum Status: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// What is left of a process that ended.
    package struct Finished: Sendable {
        package let status: Status
        package let standardOutput: String
        package let standardError: String

        package var succeeded: Bool { status == .exited(0) }
    }

    package let executable: String
    package let identifier: Int32
    private let output: CapturedOutput
    private let errors: CapturedOutput
    private let exit = Watched<Status?>(nil)
    /// Held while the process is reaped or signalled, so that a signal never goes to a reused process id.
    private let reaped = Mutex(false)

    /// Starts `executable`: a path, or a name that is looked for as `Executable.path(of:)` does.
    ///
    /// - `environment` is added to that of the test process, in which there is no Postfix of the machine's own.
    /// - `input` is what it reads from standard input; nothing by default.
    /// - `onExit` is called once, on a thread of its own, after the status is known.
    package init(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        input: String = "",
        onExit: @escaping @Sendable (Status) -> Void = { _ in }
    ) throws(Failure) {
        guard let path = Executable.path(of: executable) else { throw .notFound(executable: executable) }
        self.executable = path
        output = try CapturedOutput()
        errors = try CapturedOutput()
        let standardInput = try CapturedOutput()
        try standardInput.fill(input)
        let environment = Self.surroundings.merging(environment) { _, new in new }
        identifier = try spawn(
            path,
            arguments,
            environment: environment,
            standard: [standardInput.descriptor, output.descriptor, errors.descriptor]
        )
        Thread.detachNewThread { [self] in
            let status = awaitEnd()
            exit.update { $0 = status }
            onExit(status)
        }
    }

    /// A folder that is not there in the place of the machine's main.cf: what its administrator has configured changes no test.
    private static let surroundings = ProcessInfo.processInfo.environment
        .merging(["MAIL_CONFIG": "/nonexistent"]) { _, new in new }

    package var standardOutput: String { output.text }

    package var standardError: String { errors.text }

    /// Nil while it runs.
    package var status: Status? { exit.value }

    /// Waits for the end; nil when it still runs after `limit`.
    package func wait(within limit: Duration = Deadline.patience) -> Status? {
        exit.wait(until: Deadline(limit)) { $0 }
    }

    /// Sends a signal; false when the process has ended already.
    @discardableResult
    package func signal(_ number: Int32) -> Bool {
        reaped.withLock { !$0 && Foundation.kill(identifier, number) == 0 }
    }

    /// As `signal(_:)`, to the process and to what it started in its group.
    @discardableResult
    package func signalGroup(_ number: Int32) -> Bool {
        reaped.withLock { !$0 && Foundation.kill(-identifier, number) == 0 }
    }

    /// Ends the process: SIGTERM, and after `limit` SIGKILL to it and to what it started.
    @discardableResult
    package func terminate(within limit: Duration = Deadline.patience) -> Status? {
        signal(SIGTERM)
        return wait(within: limit) ?? killGroup()
    }

    /// SIGKILL to the process and to what it started in its group, and waits until it is gone.
    @discardableResult
    package func killGroup() -> Status? {
        reaped.withLock { if !$0 { _ = Foundation.kill(-identifier, SIGKILL) } }
        return wait()
    }

    /// Blocks until the process has ended, and reaps it.
    private func awaitEnd() -> Status {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        return reaped.withLock { reaped in
            var word: Int32 = 0
            while waitpid(identifier, &word, 0) < 0, errno == EINTR {}
            reaped = true
            return Status(waitStatus: word)
        }
    }
}

extension ChildProcess {
    /// Runs a program to its end. Throws `Failure.timedOut` (it is killed then), or why it could not start.
    package static func run(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        input: String = "",
        within limit: Duration = Deadline.patience
    ) throws(Failure) -> Finished {
        let child = try ChildProcess(executable, arguments, environment: environment, input: input)
        guard let status = child.wait(within: limit) else {
            child.killGroup()
            throw .timedOut(executable: child.executable, limit: limit, standardError: child.standardError)
        }
        return Finished(status: status, standardOutput: child.standardOutput, standardError: child.standardError)
    }

    /// As `run`, and throws `Failure.failed` unless it exits with 0. Returns its standard output.
    @discardableResult
    package static func output(
        of executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        input: String = "",
        within limit: Duration = Deadline.patience
    ) throws(Failure) -> String {
        let end = try run(executable, arguments, environment: environment, input: input, within: limit)
        guard end.succeeded else { throw .failed(executable: executable, end) }
        return end.standardOutput
    }
}

extension ChildProcess.Status: CustomStringConvertible {
    /// Reads the word that waitpid(2) gives, as its macros WIFEXITED, WEXITSTATUS and WTERMSIG do.
    fileprivate init(waitStatus word: Int32) {
        self = word & 0x7f == 0 ? .exited((word >> 8) & 0xff) : .signalled(word & 0x7f)
    }

    package var description: String {
        switch self {
        case .exited(let code): "exit \(code)"
        case .signalled(let number): "signal \(number)"
        }
    }
}
