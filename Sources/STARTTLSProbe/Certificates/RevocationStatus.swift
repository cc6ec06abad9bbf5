/// What is known of a certificate's revocation; stored as its words.
package enum RevocationStatus: RawRepresentable, Codable, Hashable, Sendable {
    /// Who says so.
    package enum Source: String, CaseIterable, Sendable {
        case list = "the CA's list"
        case response = "the stapled OCSP response"
    }

    case good(Source)
    case revoked(Source)
    /// Why it is not known.
    case unknown(String)

    private static let doubt = "unknown: "

    package init?(rawValue: String) {
        let known = Source.allCases.flatMap { [RevocationStatus.good($0), .revoked($0)] }
        if let status = known.first(where: { $0.rawValue == rawValue }) {
            self = status
        } else if rawValue.hasPrefix(Self.doubt) {
            self = .unknown(String(rawValue.dropFirst(Self.doubt.count)))
        } else {
            return nil
        }
    }

    /// In plain words.
    package var rawValue: String {
        switch self {
        case .good(let source): "not revoked, by " + source.rawValue
        case .revoked(let source): "revoked, by " + source.rawValue
        case .unknown(let reason): Self.doubt + reason
        }
    }

    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }
}
