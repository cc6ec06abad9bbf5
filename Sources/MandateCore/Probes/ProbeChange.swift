/// What has changed at a gateway from one probe to the next.
package enum ProbeChange: Hashable, Sendable {
    /// No probe has found it before.
    case firstSeen(ProbeVerdict)
    /// It was gone, and is found again.
    case returned(ProbeVerdict)
    case gone
    case verdict(from: ProbeVerdict, to: ProbeVerdict)
    case protocolName(from: String, to: String)
    case cipher(from: String, to: String)
    /// Another certificate of the same issuer.
    case certificate(from: String, to: String)
    /// Another certificate of another issuer.
    case issuer(from: String, to: String)
    /// The certificate names the gateway no more; what it named it by.
    case nameLost(String)
    /// The certificate, which did not name the gateway, does so now.
    case nameMatched(String)
    /// A certificate ends soon, or has ended.
    ///
    /// - Parameter days: Whole days that were left; -1: none.
    case expiry(days: Int, end: Timestamp)
}

extension ProbeChange {
    /// Whether mail may soon not arrive, or may travel less safely, because of it.
    package var isAlarming: Bool {
        switch self {
        case .firstSeen(let verdict), .returned(let verdict), .verdict(_, let verdict): verdict.isBad
        case .issuer, .nameLost, .expiry: true
        case .protocolName(let from, let to):
            ProtocolVersion(rawValue: to).map { to in ProtocolVersion(rawValue: from).map { to < $0 } ?? false } ?? true
        case .gone, .cipher, .certificate, .nameMatched: false
        }
    }
}
