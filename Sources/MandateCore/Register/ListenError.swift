/// Why an address cannot be listened on.
package enum ListenError: Error, CustomStringConvertible {
    case pathTooLong(String)
    case inUse(ListenAddress)
    case failed(ListenAddress, reason: String)

    package var description: String {
        switch self {
        case .pathTooLong(let path):
            "the path of the socket \(path) has more than \(ListenAddress.longestPath) octets; choose a shorter runtime directory"
        case .inUse(let address): "another service listens on \(address) already"
        case .failed(let address, let reason): "cannot listen on \(address): \(reason)"
        }
    }
}
