/// What is known of a certificate's revocation; stored as its words.
package enum RevocationStatus: DoubtfulWords {
    /// Who says so.
    package enum Source: String, CaseIterable, Sendable {
        case list = "the CA's list"
        case response = "the stapled OCSP response"
    }

    case good(Source)
    case revoked(Source)
    /// Why it is not known.
    case unknown(String)

    package static var known: [RevocationStatus] { Source.allCases.flatMap { [.good($0), .revoked($0)] } }

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
