internal import MandateCore

/// Reads the addresses of `listen`. What `serve` could not listen on is a mistake.
struct ListenReading {
    private let source: SourceFile
    /// The lines of the addresses that were read, by their comparable form.
    private var lines: [ListenAddress: Int] = [:]

    init(_ source: SourceFile) { self.source = source }

    mutating func address(_ placed: Placed) -> ListenAddress? {
        guard let address = ListenAddress(placed.text) else {
            source.error(
                "'\(placed.text)' is not an address: write inet:HOST:PORT or unix:PATH",
                at: placed.position
            )
            return nil
        }
        // A relative path becomes longer still; by how much, the runtime directory says.
        if case .unix(let path) = address, path.utf8.count > ListenAddress.longestPath {
            source.error(
                "the path of the socket has \(path.utf8.count) octets, and may have \(ListenAddress.longestPath): choose a shorter one",
                at: placed.position
            )
        }
        if let line = lines[address.comparable] {
            source.error(
                "'\(placed.text)' stands in line \(line) already; an address can be listened on once",
                at: placed.position
            )
        }
        lines[address.comparable] = lines[address.comparable] ?? placed.position.line
        return address
    }
}

extension ListenAddress {
    /// The form in which addresses compare that are written in several ways.
    fileprivate var comparable: ListenAddress {
        switch self {
        case .unix(let path): .unix(path: path.comparablePath)
        case .inet(let host, let port):
            .inet(host: IPAddress(host).map { String($0.bits) } ?? host.lowercased(), port: port)
        }
    }
}
