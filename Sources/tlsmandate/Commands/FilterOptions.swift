import ArgumentParser
import DecisionJournal
import MandateCore

/// Filters of `audit`, by the record's keys.
struct FilterOptions: ParsableArguments {
    @Option(name: .long, parsing: .singleValue) var agreement: [String] = []
    @Option(name: .long, parsing: .singleValue, help: "accept, hold, defer, reject or filter.") var action: [String] =
        []
    @Option(name: .long, parsing: .singleValue, help: "A violation's code.")
    var violation: [String] = []
    @Option(name: .long, parsing: .singleValue, help: "inbound or relay.") var direction: [String] = []
    @Option(name: .long, parsing: .singleValue, help: "enforce or testing.") var mode: [String] = []
    @Option(name: .long, parsing: .singleValue, help: "policy or milter.") var frontend: [String] = []
    @Option(name: .long, parsing: .singleValue) var clientAddress: [String] = []
    @Option(name: .long, parsing: .singleValue) var clientName: [String] = []
    @Option(name: .long, parsing: .singleValue) var heloName: [String] = []
    @Option(name: .long, parsing: .singleValue) var sender: [String] = []
    @Option(name: .long, parsing: .singleValue) var recipient: [String] = []
    @Option(
        name: [.customLong("classes"), .customLong("class")],
        parsing: .singleValue,
        help: "A class of the message."
    )
    var classes: [String] = []
    @Option(name: .long, parsing: .singleValue) var partner: [String] = []
    @Option(name: .long, parsing: .singleValue) var stage: [String] = []
    @Option(name: .long, parsing: .singleValue) var messageID: [String] = []
    @Option(name: .long, parsing: .singleValue) var queueID: [String] = []
    @Option(name: .long, parsing: .singleValue) var instance: [String] = []
    @Option(name: .long, parsing: .singleValue) var saslUsername: [String] = []
    @Option(name: .long, parsing: .singleValue) var policyContext: [String] = []
    @Option(name: .long, parsing: .singleValue) var host: [String] = []
    @Option(
        name: .long,
        parsing: .unconditional,
        help: "From this moment on: RFC 3339, a day, today, yesterday, or -7d, -12h, -30m."
    ) var since: String?
    @Option(name: .long, parsing: .unconditional, help: "Before this moment.") var until: String?
    @Option(name: .long, help: "Only the latest so many.") var limit: Int?

    func validate() throws {
        try Self.check(action, "--action", ["accept", "hold", "defer", "reject", "filter"])
        try Self.check(violation, "--violation", Violation.allCases.map(\.rawValue))
        try Self.check(direction, "--direction", Direction.allCases.map(\.rawValue))
        try Self.check(mode, "--mode", [Mode.enforce, .testing].map(\.rawValue))
        try Self.check(frontend, "--frontend", ["policy", "milter"])
        if let limit, limit < 1 { throw ValidationError("--limit is a number of one or more.") }
    }

    /// A misspelt value would find nothing, which reads as "nothing happened".
    private static func check(_ values: [String], _ option: String, _ known: [String]) throws {
        for value in values where !known.contains(value) {
            throw ValidationError("\(option) cannot be '\(value)': it is one of \(known.joined(separator: ", ")).")
        }
    }

    /// The query that the options stand for.
    func query(now: Timestamp) throws -> RecordQuery {
        var query = RecordQuery()
        let given: [(RecordQuery.Key, [String])] = [
            (.agreement, agreement), (.action, action), (.violation, violation), (.direction, direction), (.mode, mode),
            (.frontend, frontend), (.clientAddress, clientAddress), (.clientName, clientName), (.heloName, heloName),
            (.sender, sender), (.recipient, recipient), (.queueID, queueID), (.instance, instance),
            (.saslUsername, saslUsername), (.policyContext, policyContext), (.host, host), (.messageClass, classes),
            (.partner, partner), (.stage, stage),
            (.messageID, messageID),
        ]
        query.filters = given.filter { !$0.1.isEmpty }.map { (key: $0.0, values: $0.1) }
        query.since = try Self.moment(since, "--since", now: now)
        query.until = try Self.moment(until, "--until", now: now)
        query.limit = limit
        return query
    }

    /// - Throws: `ValidationError`, for what is no moment.
    static func moment(_ text: String?, _ option: String, now: Timestamp) throws -> Timestamp? {
        guard let text else { return nil }
        if let moment = Moment.relative(text, now: now) { return moment }
        throw ValidationError("\(option) is a moment as in 2026-03-01T12:00:00Z, a day, today, yesterday, or -7d.")
    }
}
