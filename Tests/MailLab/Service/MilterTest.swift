/// miltertest(8), OpenDKIM's client for milters: it plays the mail server, by a script in Lua.
package enum MilterTest {
    /// Runs a script against the milter on `socket`, which the script finds in the variable `socket`, in the spelling
    /// of `mt.connect`: `connection = mt.connect(socket)`. What the script prints is the standard output.
    ///
    /// A function such as `mt.mailfrom` fails where the milter closes the connection; an `error(…)` ends the script
    /// with exit status 1. Throws `ChildProcess.Failure`, also where the script does not end within the limit.
    package static func run(
        _ script: String,
        socket: SocketAddress,
        within limit: Duration = Deadline.patience
    ) throws -> ChildProcess.Finished {
        try ChildProcess.run("miltertest", ["-D", "socket=\(spelling(of: socket))"], input: script, within: limit)
    }

    /// As libmilter has it: `inet:PORT@HOST`.
    private static func spelling(of address: SocketAddress) -> String {
        switch address {
        case .inet(let host, let port): "\(host.contains(":") ? "inet6" : "inet"):\(port)@\(host)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
