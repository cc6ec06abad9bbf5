internal import Glibc

/// Why nothing more can be sent or received.
enum TransportError: Error, Equatable {
    case timedOut
    /// The gateway ended the connection.
    case closed
    /// A system call failed.
    case system(String, errno: Int32)
    /// TLS: what OpenSSL says.
    case tls(String)
    /// More than ``ProbeLimits/octets``.
    case flood

    /// In plain words.
    var text: String {
        switch self {
        case .timedOut: "no answer within the time limit"
        case .closed: "the gateway ended the connection"
        case .system(let call, let number): "\(call): \(Self.words(number))"
        case .tls(let reason): reason
        case .flood: "the gateway sent more than \(ProbeLimits.octets) octets"
        }
    }

    /// Whether this host has no way to such an address at all, as where there is no IPv6.
    var isMissingRoute: Bool {
        guard case .system(_, let number) = self else { return false }
        return [ENETUNREACH, EAFNOSUPPORT, EADDRNOTAVAIL].contains(number)
    }

    /// glibc's strerror(3) is safe among threads since 2.32, and what it returns outlives the copy made here.
    private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}

extension SMTPDialogue.Event {
    /// What a failed transport means to the dialogue.
    init(_ error: TransportError) {
        self =
            switch error {
            case .timedOut: .timedOut
            case .tls(let reason): .handshakeFailed(reason)
            case .closed, .system, .flood: .closed(error.text)
            }
    }
}
