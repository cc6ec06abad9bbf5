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
