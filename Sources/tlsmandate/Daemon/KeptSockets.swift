internal import CSystemd
import Glibc

/// The unix sockets that mail servers ask at, which systemd keeps while the service is restarted (FDSTORE=1 of sd_notify(3), which
/// the unit allows by FileDescriptorStoreMax).
///
/// Who connects in that moment waits in the socket's queue instead of being turned away: Postfix asks a socketmap once, and would
/// answer 451. A stop for good closes the sockets and leaves their files, which the next start replaces. Addresses of inet are
/// not kept, nor is the milter's, which libmilter makes itself.
struct KeptSockets {
    /// What they are called in systemd's store.
    private static let name = "listening"

    private var descriptors: [String: CInt] = [:]
    /// The paths of those that systemd keeps from now on.
    private(set) var paths: Set<String> = []

    /// Takes over what systemd has kept of the process before.
    init() {
        let count = sd_listen_fds(1)
        guard count > 0 else { return }
        for descriptor in SD_LISTEN_FDS_START..<SD_LISTEN_FDS_START + count {
            guard let path = Self.path(of: descriptor), descriptors[path] == nil else {
                close(descriptor)
                continue
            }
            descriptors[path] = descriptor
        }
        // Those that are listened on again are kept again: what the configuration has dropped does not stay.
        sd_notify(0, "FDSTOREREMOVE=1\nFDNAME=\(Self.name)")
    }

    /// The socket that was kept for a path, if its file is still there to be connected to; it is the caller's.
    mutating func take(_ path: String) -> CInt? {
        guard let descriptor = descriptors.removeValue(forKey: path) else { return nil }
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { return descriptor }
        close(descriptor)
        return nil
    }

    /// Has systemd keep a socket that is listened on.
    mutating func keep(_ descriptor: CInt, path: String) {
        var descriptor = descriptor
        if sd_pid_notify_with_fds(0, 0, "FDSTORE=1\nFDNAME=\(Self.name)", &descriptor, 1) > 0 { paths.insert(path) }
    }

    /// Closes what nobody has taken.
    mutating func closeOthers() {
        for descriptor in descriptors.values { close(descriptor) }
        descriptors = [:]
    }

    /// The path that a unix socket is bound to; nil for another kind.
    private static func path(of descriptor: CInt) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            // A sockaddr_un begins as every sockaddr does (unix(7)).
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        return withUnsafeBytes(of: &address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
