import ArgumentParser
import DecisionJournal

/// Exit codes of sysexits.h. EX_USAGE, 64, is ArgumentParser's own for a command that was called wrongly.
enum ExitStatus {
    /// EX_DATAERR: input that cannot be.
    static let badData = ExitCode(65)
    /// EX_UNAVAILABLE: what is asked for is not there.
    static let unavailable = ExitCode(69)
    /// EX_IOERR: reading or writing failed.
    static let inputOutput = ExitCode(74)
    /// EX_CONFIG: configuration or register have errors.
    static let configuration = ExitCode(78)

    /// Of a journal that cannot be read.
    static func of(_ error: JournalError) -> ExitCode {
        switch error {
        case .missing: unavailable
        case .unreadable: inputOutput
        case .noJournal, .newerSchema, .damaged: badData
        case .unsupported: ExitCode(64)
        }
    }
}
