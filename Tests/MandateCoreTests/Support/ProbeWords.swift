import MandateCore
import Testing

/// Nights of probes as the cases write them.
enum ProbeWords {
    struct Unknown: Error {
        let words: String
    }

    static let start = Timestamp(milliseconds: 1_790_820_000_000)

    static func day(_ number: Int) -> Timestamp {
        Timestamp(milliseconds: start.milliseconds + number * 86_400_000)
    }

    /// Reads `kept, TLSv1.3 A 256, certificate a by Old CA ; day 9: gone`: the findings of each night.
    static func nights(_ text: String) throws -> [[ProbeFinding]] {
        var number = -1
        return try text.split(separator: ";").map { night in
            var words = night.trimmingPrefix { $0 == " " }
            number += 1
            if let match = words.prefixMatch(of: #/day ([0-9]+): /#) {
                number = try #require(Int(match.1))
                words = words[match.range.upperBound...]
            }
            return try words.split(separator: "&").map { try finding($0, day: number) }
        }
    }

    private static func finding(_ text: Substring, day number: Int) throws -> ProbeFinding {
        let phrases = text.split(separator: ",").map { phrase in
            String(phrase.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        let (outcome, causes) = try outcome(try #require(phrases.first))
        var finding = ProbeFinding(
            time: day(number),
            agreement: "partner",
            domain: "partner.example",
            gateway: "mx.partner.example:25",
            address: "one",
            outcome: outcome,
            result: outcome == .warning ? causes.first : nil,
            demands: outcome == .violated ? causes : []
        )
        let isNamed = !phrases.contains("unnamed")
        for phrase in phrases.dropFirst() where phrase != "unnamed" { try finding.take(phrase, isNamed: isNamed) }
        return finding
    }

    private static func outcome(_ phrase: String) throws -> (ProbeFinding.Outcome, [String]) {
        if phrase == "not tested" { return (.notTested, []) }
        let words = phrase.split(separator: " ").map(String.init)
        guard let outcome = words.first.flatMap(ProbeFinding.Outcome.init) else { throw Unknown(words: phrase) }
        return (outcome, Array(words.dropFirst()))
    }
}

extension ProbeFinding {
    fileprivate mutating func take(_ phrase: String, isNamed: Bool) throws {
        if let match = phrase.wholeMatch(of: /at (\w+)/) {
            address = String(match.1)
        } else if let match = phrase.wholeMatch(of: /(TLS\S+) (\w+) ([0-9]+)/) {
            let bits = try #require(Int(match.3))
            session = Session(protocolName: String(match.1), cipher: String(match.2), bits: bits)
        } else if let match = phrase.wholeMatch(of: /certificate (\w+) by (.+?)(?: ends day ([0-9]+))?/) {
            certificate = Certificate(
                fingerprint: String(match.1),
                subject: "CN=mx.partner.example",
                issuer: String(match.2),
                notAfter: match.3.flatMap { Int($0) }.map(ProbeWords.day),
                matchedName: isNamed ? "mx.partner.example" : nil
            )
        } else {
            throw ProbeWords.Unknown(words: phrase)
        }
    }
}

extension ProbeChange {
    /// As the cases write it.
    var caseWords: String {
        let words =
            switch self {
            case .firstSeen(let verdict): "first seen \(verdict.caseWords)"
            case .returned(let verdict): "found again \(verdict.caseWords)"
            case .gone: "gone"
            case .verdict(let from, let to): "result \(from.caseWords) -> \(to.caseWords)"
            case .protocolName(let from, let to): "protocol \(from) -> \(to)"
            case .cipher(let from, let to): "cipher \(from) -> \(to)"
            case .certificate(let from, let to): "certificate \(from) -> \(to)"
            case .issuer(let from, let to): "issuer \(from) -> \(to)"
            case .nameLost: "name lost"
            case .nameMatched: "name matched"
            case .expiry(-1, _): "expired"
            case .expiry(let days, _): "expires in \(days)"
            }
        return isAlarming ? "! " + words : words
    }
}

extension ProbeVerdict {
    fileprivate var caseWords: String {
        ([outcome == .notTested ? "not tested" : outcome.rawValue] + causes).joined(separator: " ")
    }
}
