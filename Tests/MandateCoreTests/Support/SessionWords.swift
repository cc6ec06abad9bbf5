import MandateCore
import Testing

extension Observation {
    /// Reads `clear`, `not visible`, or `TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 256, trusted, subject mx.partner.example`.
    init(words: String) throws {
        var phrases = words.split(separator: ", ").map(String.init)
        let session = try #require(phrases.first)
        phrases.removeFirst()
        let encryption: Fact<Encryption> =
            switch session {
            case "clear": .absent
            case "not visible": .notVisible
            default: .value(try Encryption(words: session))
            }
        self.init(encryption: encryption, certificate: try Self.certificate(phrases))
    }

    private static func certificate(_ phrases: [String]) throws -> Fact<PeerCertificate> {
        guard let trust = phrases.first else { return .absent }
        if trust == "certificate not visible" { return .notVisible }
        try #require(trust == "trusted" || trust == "untrusted")
        var certificate = PeerCertificate(
            isTrusted: trust == "trusted",
            subject: .absent,
            issuer: .absent,
            fingerprints: .absent
        )
        for phrase in phrases.dropFirst() { try certificate.take(phrase) }
        return .value(certificate)
    }
}

extension Observation.Encryption {
    /// Reads protocol, cipher and bits.
    fileprivate init(words: String) throws {
        let words = words.split(separator: " ").map(String.init)
        try #require(words.count == 3)
        self.init(protocolName: words[0], cipher: words[1], bits: try #require(Int(words[2])))
    }
}

extension Observation.PeerCertificate {
    fileprivate mutating func take(_ phrase: String) throws {
        let words = phrase.split(separator: " ", maxSplits: 1).map(String.init)
        try #require(words.count == 2)
        let isVisible = words[1] != "not visible"
        switch words[0] {
        case "subject": subject = isVisible ? .value(words[1]) : .notVisible
        case "issuer": issuer = isVisible ? .value(words[1]) : .notVisible
        case "fingerprints":
            let digits = words[1].split(separator: " / ").map(String.init)
            fingerprints = isVisible ? .value(try digits.map { try Fingerprint(digit: $0) }) : .notVisible
        default: throw SessionDemands.UnknownWord(word: words[0])
        }
    }
}
