import MandateCore
import RegisterFiles
import TestSupport
import Testing

@testable import Milter

/// A mail site: its agreements, read from files as the service reads them, and the milter that goes by them.
struct Site: Sendable {
    let register: Register
    let handler: MilterHandler
    let log = FakeLog()
    let lines = LogLines()
    let statistics = DecisionStatistics()

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

    /// An agreement that asks sessions of others, which hand over mail for the partner, for encryption.
    static func relay(onViolation response: String = "reject") -> String {
        """
        partner: Relay AG
        domains: [relay.example]
        relay:
          level: encrypt
          on-violation: \(response)
        """
    }

    static let classes = """
        classes:
          confidential:
            headers: { X-Classification: [vertraulich, confidential] }
            subject: ["[vertraulich]"]
            needs: tls
            on-violation: hold
          secret:
            headers: { X-Classification: [geheim] }
            needs: end-to-end
            on-violation: reject

        """

    /// - Parameters:
    ///   - agreements: The texts of the agreements, by their names.
    ///   - configuration: What the configuration says beside who we are.
    ///   - asksPolicy: Whether the policy service listens too.
    init(
        _ agreements: [String: String] = ["partner": partner()],
        configuration: String = "",
        asksPolicy: Bool = false,
        recording: DecisionSettings.Recording = .agreements,
        addresses: AddressKeeping = .violations
    ) throws {
        register = try Self.register(agreements, configuration: configuration, asksPolicy: asksPolicy)
        let noon = try #require(Day("2026-07-01")).daysSinceEpoch * 86_400_000 + 43_200_000
        handler = MilterHandler(
            plan: MilterPlan(DecisionSettings(register: register, recording: recording, addresses: addresses)),
            journal: MilterJournal(
                log: log,
                host: "gateway",
                statistics: statistics,
                clock: { Timestamp(milliseconds: noon) }
            ),
            logger: lines.logger
        )
    }

    static func register(
        _ agreements: [String: String],
        configuration: String = "",
        asksPolicy: Bool = false
    ) throws -> Register {
        let folder = try ScratchFolder()
        let text = """
            organisation:
              name: Example GmbH
              domains: [example.com, "*.example.com"]
              contact: tls-desk@example.com
            listen:
              milter: "unix:milter.sock"
            \(asksPolicy ? "  policy: [\"unix:policy.sock\"]" : "")

            """
        try folder.write(text + configuration, to: "tlsmandate.yaml")
        try folder.makeFolder("agreements.d")
        for (name, text) in agreements { try folder.write(text, to: "agreements.d/\(name).yaml") }
        let today = try #require(Day("2026-07-01"))
        let result = RegisterLoader.load(configuration: folder["tlsmandate.yaml"], today: today)
        return try #require(result.loaded, "\(result.errors)").register
    }

    static func plan(_ agreements: [String: String], configuration: String = "") throws -> MilterPlan {
        MilterPlan(
            DecisionSettings(
                register: try register(agreements, configuration: configuration),
                recording: .agreements,
                addresses: .violations
            )
        )
    }

    /// A mail server begins a session.
    func connect(_ server: Macros = .postfix) throws -> Dialogue {
        let begun = try #require(handler.begin([.quarantine, .namesMacros], MilterSteps(rawValue: .max)))
        return Dialogue(begun.0, server)
    }

    /// What is answered where a session that is in the clear should not be.
    static let notEncrypted = words("the session is not encrypted (session-not-encrypted)")

    static func words(_ violations: String, partner: String = "Partner AG") -> String {
        "TLS agreement with \(partner): \(violations); contact tls-desk@example.com"
    }

    static func marked(_ name: String, _ violations: String) -> String {
        "Message marked \(name): \(violations); contact tls-desk@example.com"
    }
}
