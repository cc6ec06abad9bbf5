extension SessionDemands {
    /// A demand as the agreement puts it, for a reader.
    package func required(_ demand: Demand) -> String {
        switch demand {
        case .level: level.rawValue
        case .minimumProtocol: minimumProtocol.rawValue
        case .minimumBits: String(minimumBits)
        case .excludeCiphers: exclusion.text
        case .subjects: subjects.map(\.text).joined(separator: ", ")
        case .issuers: issuers.joined(separator: ", ")
        case .fingerprints: fingerprints.map { "sha256:" + $0.text }.sorted().joined(separator: ", ")
        }
    }
}

extension Observation {
    /// What was observed of the thing that a demand is about, for a reader.
    package func observed(_ demand: Demand) -> String {
        switch demand {
        case .level: level
        case .minimumProtocol: encryption.described { $0.protocolName }
        case .minimumBits: encryption.described { String($0.bits) }
        case .excludeCiphers: encryption.described { $0.cipher }
        case .subjects: certificate.described { $0.subject.described { $0 } }
        case .issuers: certificate.described { $0.issuer.described { $0 } }
        case .fingerprints:
            certificate.described { certificate in
                certificate.fingerprints.described { $0.map { "sha256:" + $0.text }.joined(separator: ", ") }
            }
        }
    }

    private var level: String {
        switch (encryption, certificate) {
        case (.absent, _): "not encrypted"
        case (.notVisible, _): "not visible"
        case (.value, .value(let certificate)):
            certificate.isTrusted ? "encrypted, certificate trusted" : "encrypted, certificate not trusted"
        case (.value, .absent): "encrypted, no certificate"
        case (.value, .notVisible): "encrypted, certificate not visible"
        }
    }
}

extension Fact {
    fileprivate func described(_ text: (Value) -> String) -> String {
        switch self {
        case .value(let value): text(value)
        case .absent: "absent"
        case .notVisible: "not visible"
        }
    }
}
