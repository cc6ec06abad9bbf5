import ArgumentParser

/// Exit codes of sysexits.h.
enum ExitStatus {
    /// EX_USAGE: the command was called wrongly.
    static let usage = ExitCode(64)
    /// EX_DATAERR: input that cannot be.
    static let badData = ExitCode(65)
    /// EX_UNAVAILABLE: what is asked for is not there.
    static let unavailable = ExitCode(69)
    /// EX_IOERR: reading or writing failed.
    static let inputOutput = ExitCode(74)
    /// EX_CONFIG: configuration or register have errors.
    static let configuration = ExitCode(78)
}
