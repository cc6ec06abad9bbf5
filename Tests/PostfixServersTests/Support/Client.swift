import Dispatch
import Foundation
import MailLab
import Synchronization
import Testing

/// A mail server's connection to the service. Every wait has a limit.
final class Client: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "client")
    private let received = Mutex<[UInt8]>([])
    private let isOpen = Mutex(true)

    struct TimedOut: Error {}

    struct Failed: Error, CustomStringConvertible {
        let call: String
        let code: Int32

        var description: String { "\(call): \(String(cString: strerror(code)))" }
    }

    /// Connects to a unix socket.
    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try RawAddress(path: path).use { address, length in
            guard connect(descriptor, address, length) == 0 else { throw Failed(call: "connect", code: errno) }
        }
    }

    /// Connects to a port of the loopback interface. What is sent goes out at once, each octet in a packet of its own.
    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        try RawAddress(port: port).use { address, length in
            guard connect(descriptor, address, length) == 0 else { throw Failed(call: "connect", code: errno) }
        }
    }

    deinit { close() }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends all of it.
    ///
    /// - Throws: ``Failed`` where the service has closed the connection.
    func send(_ octets: [UInt8]) async throws { try await blocking { [self] in try sendAll(octets) } }

    /// Sends all of it, octet by octet: without a pause, for a request has its time.
    ///
    /// - Throws: ``Failed`` where the service has closed the connection.
    func sendSingly(_ text: String) async throws {
        try await blocking { [self] in for octet in text.utf8 { try sendAll([octet]) } }
    }

    private func sendAll(_ octets: [UInt8]) throws {
        var rest = octets[...]
        while !rest.isEmpty {
            try wait(for: POLLOUT)
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, flags) }
            guard count > 0 else { throw Failed(call: "send", code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Says that nothing more will be sent.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next answer's action; nil where the connection is closed before one is complete.
    func action() async throws -> String? {
        let answer: [UInt8]? = try await blocking { [self] in
            while true {
                let complete: [UInt8]? = received.withLock { octets in
                    guard let end = Self.endOfAnswer(octets) else { return nil }
                    defer { octets.removeFirst(end) }
                    return Array(octets[..<end])
                }
                if let complete { return complete }
                guard try receive() else { return nil }
            }
        }
        return try answer.map(Answer.action)
    }

    /// Sends a request and waits for its answer's action.
    func ask(_ request: Request) async throws -> String? {
        try await send(request.text)
        return try await action()
    }

    /// Waits until the service closes the connection.
    ///
    /// - Returns: What it has sent before, and was not read yet.
    func closing() async throws -> String {
        try await blocking { [self] in
            while try receive() {}
            return received.withLock { String(decoding: $0, as: UTF8.self) }
        }
    }

    func close() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { Foundation.close(descriptor) }
    }

    private static func endOfAnswer(_ octets: [UInt8]) -> Int? {
        octets.indices.dropFirst().first { octets[$0] == 0x0a && octets[$0 - 1] == 0x0a }.map { $0 + 1 }
    }

    /// Takes in what has come; false at the end.
    private func receive() throws -> Bool {
        try wait(for: POLLIN)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        // A connection that is closed while octets of ours are unread is reset.
        if count < 0, errno == ECONNRESET { return false }
        guard count >= 0 else { throw Failed(call: "recv", code: errno) }
        received.withLock { $0 += chunk[..<count] }
        return count > 0
    }

    private func wait(for event: Int32) throws {
        var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        let limit = Int32(Deadline.patience.components.seconds * 1000)
        guard poll(&entry, 1, limit) > 0 else { throw TimedOut() }
    }

    /// Runs what blocks on a thread that nothing else waits for.
    private func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}

/// An address as the system's calls take it.
struct RawAddress {
    private var storage = sockaddr_storage()
    private let length: socklen_t

    /// A unix socket; the path has at most 107 octets.
    init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        length = socklen_t(MemoryLayout<sockaddr_un>.size)
        withUnsafeMutableBytes(of: &storage) { storage in
            withUnsafeBytes(of: address) { storage.copyMemory(from: $0) }
        }
    }

    /// A port of the loopback interface.
    init(port: Int) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &storage) { storage in
            withUnsafeBytes(of: address) { storage.copyMemory(from: $0) }
        }
    }

    func use<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result) rethrows -> Result {
        try withUnsafePointer(to: storage) { storage in
            try storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body($0, length) }
        }
    }
}

/// A socket of another program.
final class ForeignSocket {
    let descriptor: Int32

    /// - Parameter backlog: How many connections may wait; nil: nobody listens.
    init(path: String, type: __socket_type = SOCK_STREAM, backlog: Int32?) throws {
        descriptor = socket(AF_UNIX, Int32(type.rawValue), 0)
        let isBound = try RawAddress(path: path).use { bind(descriptor, $0, $1) == 0 }
        try #require(isBound)
        if let backlog { try #require(listen(descriptor, backlog) == 0) }
    }

    deinit { Foundation.close(descriptor) }
}
