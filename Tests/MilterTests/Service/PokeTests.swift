import Foundation
import MandateCore
import Testing

@testable import Milter

/// Whether libmilter takes up sessions, as the watchdog asks it.
@Suite struct PokeTests {
    /// A unix socket that is listened on; nobody accepts what connects.
    private func listener(_ path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isBound && listen(descriptor, 8) == 0)
        return descriptor
    }

    @Test func `a milter that accepts no session does not answer, and where nobody listens none is stuck`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "poke-\(UUID().uuidString)").path
        let descriptor = try listener(path)
        defer { unlink(path) }
        #expect(Poke.connect(to: .unix(path: path)))
        #expect(Poke.isStuck(.unix(path: path), for: 1))
        close(descriptor)
        #expect(!Poke.connect(to: .unix(path: path)))
        #expect(!Poke.isStuck(.unix(path: path), for: 1))
    }
}
