internal import Glibc

/// Why nothing more can be sent or received.
enum TransportError: Error, Equatable {
    case timedOut
    /// The gateway ended the connection.
    case closed
    /// A system call failed.
    case system(String, errno: Int32)
    /// This host has no way to such an address at all, as where there is no IPv6; nothing was sent.
    case noRoute(errno: Int32)
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
        case .noRoute(let number): "no route from this host: \(Self.words(number))"
        case .tls(let reason): reason
        case .flood: "the gateway sent more than \(ProbeLimits.octets) octets"
        }
    }

    var isMissingRoute: Bool {
        if case .noRoute = self { true } else { false }
    }

    /// glibc's strerror(3) is safe among threads since 2.32, and what it returns outlives the copy made here.
    static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}

extension SMTPDialogue.Event {
    /// What a transport that failed within the handshake means to the dialogue.
    init(_ error: TransportError) {
        self =
            switch error {
            case .timedOut: .timedOut
            case .tls, .flood: .handshakeFailed(error.text)
            case .closed, .system, .noRoute: .closed(error.text)
            }
    }
}
