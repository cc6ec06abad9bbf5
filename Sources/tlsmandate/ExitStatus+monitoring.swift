import ArgumentParser

/// What `audit incidents` answers monitoring (DESIGN.md, section 4).
extension ExitStatus {
    static let incidents = ExitCode(1)
    static let couldNotRead = ExitCode(2)
}
