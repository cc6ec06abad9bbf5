import MandateCore
import Testing

extension SessionDemands {
    struct UnknownWord: Error {
        let word: String
    }

    /// Reads `verify, subjects mail*.partner.example / mx.partner.example, on-violation reject`: the keys of an
    /// agreement's section, in one line.
    init(words: String) throws {
        let phrases = words.split(separator: ", ").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        let level = try #require(phrases.first?.first.flatMap(Level.init))
        self.init(level: level)
        for phrase in phrases.dropFirst() {
            try take(phrase[0], phrase.count > 1 ? phrase[1] : "")
        }
    }

    private mutating func take(_ key: String, _ value: String) throws {
        let values = value.split(separator: " / ").map(String.init)
        switch key {
        case "mode": mode = try #require(Mode(rawValue: value))
        case "minimum-protocol": minimumProtocol = try #require(ProtocolVersion(rawValue: value))
        case "minimum-bits": minimumBits = try #require(Int(value))
        case "exclude-ciphers":
            exclusion = CipherExclusion(try values.map { try #require(CipherExclusion.Entry($0)) })
        case "subjects": subjects = values.map { NamePattern($0) }
        case "issuers": issuers = values
        case "fingerprints": fingerprints = Set(try values.map { try Fingerprint(digit: $0) })
        case "on-violation": response = try Response(words: value)
        default: throw UnknownWord(word: key)
        }
    }
}

extension SessionDemands.Response {
    /// Reads `reject` or `filter smtp:[192.0.2.9]`.
    init(words: String) throws {
        switch words {
        case "defer": self = .defer
        case "hold": self = .hold
        case "reject": self = .reject
        case let filter where filter.hasPrefix("filter "): self = .filter(String(filter.dropFirst(7)))
        default: throw SessionDemands.UnknownWord(word: words)
        }
    }
}

extension Fingerprint {
    /// A fingerprint that is one hexadecimal digit all through.
    init(digit: String) throws {
        try self.init(hexadecimal: String(repeating: digit, count: 64))
    }
}
