import Foundation

/// The socket that syslog(3) writes to, and the file in which its lines are kept, in the form that a syslog daemon
/// gives them: `Nov 21 05:13:08 mx.example.com sendmail[16]: …`.
final class SystemLog: Sendable {
    let file: String
    private let socket: NotifySocket

    /// Throws `SocketAddress.Failure`, or `POSIXError`.
    init(socket path: String, file: String, hostName: String) throws {
        self.file = file
        let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        socket = try NotifySocket(path: path) { message in
            try? handle.write(contentsOf: Data(Self.line(message, from: hostName).utf8))
        }
    }

    /// What is logged from now on is lost.
    func close() {
        socket.close()
    }

    /// A line for `<22>Nov 21 05:13:08 sendmail[16]: …`: without the priority, and with the host's name behind the
    /// time, which has 15 characters.
    private static func line(_ message: String, from hostName: String) -> String {
        let text = message.drop { $0 != ">" }.dropFirst()
        let ended = text.prefix { $0 != "\0" && $0 != "\n" }
        return "\(ended.prefix(15)) \(hostName)\(ended.dropFirst(15))\n"
    }
}
