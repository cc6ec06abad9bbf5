import Foundation
import Logging
import MandateCore
import PostfixServers
import PostfixWire
import RegisterFiles
import TestSupport
import Testing

/// A mail site: its agreements, read from files as the service reads them, and the decider that goes by them.
struct Site: Sendable {
    let register: Register
    let decider: PolicyDecider
    let log = FakeLog()
    let lines = LogLines()

    /// When every request is decided: 2026-07-01T12:00:00Z.
    static let now = Timestamp(milliseconds: 1_782_907_200_000)

    /// What every site says of itself.
    static let configuration = """
        organisation:
          name: Example GmbH
          domains: [example.com, "*.example.com"]
          contact: tls-desk@example.com
        listen:
          policy: ["unix:policy.sock"]

        """

    /// An agreement that asks the partner's sessions for encryption.
    static func partner(onViolation response: String = "reject", mode: String = "enforce") -> String {
        """
        partner: Partner AG
        domains: [partner.example, "*.partner.example"]
        mode: \(mode)
        inbound:
          level: encrypt
          on-violation: \(response)
        """
    }

    /// - Parameters:
    ///   - agreements: The texts of the agreements, by their names.
    ///   - configuration: What is added to ``configuration``.
    init(
        _ agreements: [String: String] = ["partner": partner()],
        configuration: String = "",
        recording: DecisionSettings.Recording = .agreements,
        addresses: AddressKeeping = .violations
    ) throws {
        register = try Self.register(agreements, configuration: configuration)
        decider = PolicyDecider(
            settings: DecisionSettings(register: register, recording: recording, addresses: addresses),
            statistics: DecisionStatistics(),
            log: log,
            host: "gateway",
            clock: { Self.now },
            logger: lines.logger
        )
    }

    static func register(_ agreements: [String: String], configuration: String = "") throws -> Register {
        let folder = try ScratchFolder()
        try folder.write(Self.configuration + configuration, to: "tlsmandate.yaml")
        try folder.makeFolder("agreements.d")
        for (name, text) in agreements { try folder.write(text, to: "agreements.d/\(name).yaml") }
        let today = try #require(Day("2026-07-01"))
        let result = RegisterLoader.load(configuration: folder["tlsmandate.yaml"], today: today)
        return try #require(result.loaded, "\(result.errors)").register
    }

    /// Decides on a request, and says what is answered where everything can be recorded.
    func action(_ request: Request) throws -> String {
        switch try outcome(request) {
        case .noOpinion: return "DUNNO"
        case .answer(let reply): return try Answer.action(reply.octets)
        case .answerRecorded(_, let reply, _): return try Answer.action(reply.octets)
        }
    }

    func outcome(_ request: Request) throws -> PolicyDecider.Outcome {
        let octets = Array(request.text.utf8)
        return try decider.decide(octets.span)
    }

    /// Decides on a request that must be refused, and hands out the record without which it is not answered.
    func refusal(_ request: Request) throws -> DecisionRecord {
        let outcome = try outcome(request)
        guard case .answerRecorded(let record, _, _) = outcome else {
            Issue.record("answered without a record: \(outcome)")
            throw Answer.Unexpected(text: "\(outcome)")
        }
        return record
    }
}

/// What Postfix gets to read.
enum Answer {
    struct Unexpected: Error {
        let text: String
    }

    /// The action of one answer.
    static func action(_ octets: [UInt8]) throws -> String {
        let text = String(decoding: octets, as: UTF8.self)
        guard text.hasPrefix("action="), text.hasSuffix("\n\n"), text.dropLast(2).contains("\n") == false else {
            throw Unexpected(text: text)
        }
        return String(text.dropFirst("action=".count).dropLast(2))
    }
}
