// Decisions without a socket: what one costs, what it allocates, and what a million domains cost.
//
// Prints a row a figure: name, value, wanted, met or missed. A missed target is no failure of the run.
import AllocationCount
import Foundation
import MandateCore
import PostfixServers
import RegisterFiles

let folder = FileManager.default.temporaryDirectory.appending(
    path: "tlsmandate-decisions-\(ProcessInfo.processInfo.processIdentifier)"
)
try FileManager.default.createDirectory(at: folder.appending(path: "agreements.d"), withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }

let today = Timestamp(milliseconds: Int(Date().timeIntervalSince1970 * 1000)).day

try measureDecisions()
try measureMillion()

/// Loads a register of so many agreements, each with its domains in a domains-file.
func load(agreements: Int, domains: Int) throws -> (register: Register, seconds: Double) {
    try FileManager.default.removeItem(at: folder.appending(path: "agreements.d"))
    try FileManager.default.createDirectory(
        at: folder.appending(path: "agreements.d"),
        withIntermediateDirectories: true
    )
    func write(_ text: String, _ name: String) throws {
        try text.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
    }
    try write(
        """
        organisation: { name: Bench, domains: [example.com], contact: postmaster@example.com }
        listen: { policy: ["unix:policy.sock"] }
        """,
        "tlsmandate.yaml"
    )
    for agreement in 0..<agreements {
        let names = (0..<domains / agreements).map { "firm\(agreement)-\($0).example\n" }.joined()
        try write(names, "agreements.d/a\(agreement).domains")
        try write(
            "partner: Firm \(agreement)\ndomains-file: a\(agreement).domains\ninbound: { level: encrypt, on-violation: reject }\n",
            "agreements.d/a\(agreement).yaml"
        )
    }
    let clock = ContinuousClock()
    var loaded: LoadedRegister?
    let duration = clock.measure {
        loaded =
            RegisterLoader.load(configuration: folder.appending(path: "tlsmandate.yaml").path, today: today)
            .loaded
    }
    guard let loaded else { fatal("the register did not load") }
    return (loaded.register, duration.seconds)
}

func measureDecisions() throws {
    let (register, _) = try load(agreements: 500, domains: 5000)
    let strangers = (0..<1000).map { "somebody@stranger\($0).example.net" }
    let partners = (0..<1000).map { "info@firm\($0 % 500)-\($0 % 10).example" }
    let encrypted = Session(
        clientAddress: "192.0.2.1",
        observation: Observation(
            encryption: .value(.init(protocolName: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", bits: 256)),
            certificate: .absent
        )
    )
    let plain = Session(clientAddress: "192.0.2.1", observation: Observation(encryption: .absent, certificate: .absent))
    report("decision, no agreement", nanoseconds: decide(register, strangers, encrypted), below: 1000)
    report("decision, kept", nanoseconds: decide(register, partners, encrypted), below: 1000)
    report("decision, violated", nanoseconds: decide(register, partners, plain), below: nil)
    let before = allocation_count()
    let count = ask(register, strangers, encrypted)
    let allocated = allocation_count() - before
    guard count == strangers.count else { fatal("not all were asked") }
    row("heap allocations in 1,000 decisions, no agreement", "\(allocated)", wanted: "0", isMet: allocated == 0)
}

/// Nanoseconds for one decision, the median of several rounds.
func decide(_ register: Register, _ senders: [String], _ session: Session) -> Double {
    median(15) { ask(register, senders, session) }
}

/// Decides on a message of each sender, as the policy front end does; the number of decisions.
func ask(_ register: Register, _ senders: [String], _ session: Session) -> Int {
    let recipient = "sales@example.com"
    var decided = 0
    for sender in senders {
        let participants = register.participants(
            sender: sender.utf8.span,
            recipient: recipient.utf8.span,
            clientName: "unknown".utf8.span,
            clientAddress: "192.0.2.1".utf8.span,
            on: today
        )
        if participants.isEmpty
            || register.decide(participants, recipient: recipient, session: session).text.utf8.count < 400
        {
            decided += 1
        }
    }
    return decided
}

func measureMillion() throws {
    let (small, _) = try load(agreements: 1, domains: 1000)
    let few = lookUps(small, domains: 1000, asked: 1000)
    let before = residentOctets()
    let (large, seconds) = try load(agreements: 10, domains: 1_000_000)
    let octets = Double(residentOctets() - before) / 1_000_000
    let many = lookUps(large, domains: 100_000, asked: 1000)
    let any = lookUps(large, domains: 100_000, asked: 20_000)
    row("1,000,000 domains, loaded", String(format: "%.2f s", seconds), wanted: "< 3 s", isMet: seconds < 3)
    row("1,000,000 domains, each", String(format: "%.0f B", octets), wanted: "< 120 B", isMet: octets < 120)
    row(
        "look-up among 1,000,000 / among 1,000",
        String(format: "%.2f (%.0f ns / %.0f ns)", many / few, many, few),
        wanted: "<= 2",
        isMet: many / few <= 2
    )
    row(
        "the same, each time another of the million",
        String(format: "%.2f (%.0f ns)", any / few, any),
        wanted: "<= 2",
        isMet: any / few <= 2
    )
}

/// Nanoseconds to look one domain up, of so many that are asked for, in no order that a cache could guess.
func lookUps(_ register: Register, domains: Int, asked: Int) -> Double {
    var state: UInt64 = 88_172_645_463_325_252
    let agreements = register.agreements.count
    let addresses = (0..<asked).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        let number = Int(state >> 33)
        return "info@firm\(number % agreements)-\(number / agreements % domains).example"
    }
    return median(15) {
        var found = 0
        for address in addresses where register.agreement(ofAddress: address.utf8.span, on: today) != nil { found += 1 }
        guard found == addresses.count else { fatal("\(found) of \(addresses.count) domains were found") }
        return addresses.count
    }
}

/// The median over several rounds of the nanoseconds for one of the things that a round does.
func median(_ rounds: Int, _ round: () -> Int) -> Double {
    let clock = ContinuousClock()
    let times = (0..<rounds).map { _ in
        var count = 1
        let duration = clock.measure { count = round() }
        return duration.seconds * 1e9 / Double(count)
    }
    return times.sorted()[rounds / 2]
}

func residentOctets() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

func report(_ name: String, nanoseconds: Double, below limit: Double?) {
    row(
        name,
        String(format: "%.0f ns", nanoseconds),
        wanted: limit.map { String(format: "< %.0f ns", $0) } ?? "-",
        isMet: limit.map { nanoseconds < $0 }
    )
}

func row(_ name: String, _ value: String, wanted: String, isMet: Bool?) {
    let verdict = isMet.map { $0 ? "met" : "missed" } ?? "-"
    print(
        [(name, 52), (value, 28), (wanted, 12)].map { $0.0.padding(toLength: $0.1, withPad: " ", startingAt: 0) }
            .joined() + verdict
    )
}

func fatal(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(1)
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
