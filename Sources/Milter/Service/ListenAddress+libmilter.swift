internal import MandateCore

extension ListenAddress {
    /// As libmilter writes it (smfi_setconn): the port before the host.
    var connection: String {
        switch self {
        case .inet(let host, let port): host.contains(":") ? "inet6:\(port)@\(host)" : "inet:\(port)@\(host)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
