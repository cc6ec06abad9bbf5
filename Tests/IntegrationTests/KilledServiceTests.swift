import Foundation
import MailLab
import Synchronization
import Testing

@Suite struct KilledServiceTests {
    private static let rounds = 30

    /// Each round kills the service while four clients are refused as fast as they can ask.
    @Test func `kill -9 under load loses no answered refusal`() throws {
        let service = try Service()
        let answered = Answered()
        for round in 1...Self.rounds {
            let path = service.folder.path("run/policy.sock")
            let process = service.process
            let enough = 10 * round
            let inRound = Counter()
            let workers = DispatchGroup()
            for worker in 1...4 {
                workers.enter()
                Thread.detachNewThread {
                    Self.askUntilClosed(path, round: round, worker: worker) { recipient in
                        answered.add(recipient)
                        inRound.increment()
                    }
                    workers.leave()
                }
            }
            _ = Deadline().poll { inRound.value >= enough ? true : nil }
            process.kill()
            #expect(workers.wait(timeout: .now() + 120) == .success)
            try service.restart()
            #expect(answered.recipients.subtracting(try service.recordedRecipients()).isEmpty, "round \(round)")
            let verified = try service.run("audit", "verify")
            #expect(verified.succeeded, "round \(round): \(verified.standardOutput)")
        }
        #expect(answered.recipients.count > 10 * Self.rounds)
    }

    private static func askUntilClosed(_ path: String, round: Int, worker: Int, _ refused: (String) -> Void) {
        // One that comes when the service is dead already finds nobody, and is not waited for.
        guard let client = try? PolicyClient(to: .unix(path: path), within: .seconds(5)) else { return }
        for number in 1...100_000 {
            let recipient = "r\(round)-\(worker)-\(number)@example.com"
            let sent: Void? = try? client.send(request: [
                "request": "smtpd_access_policy", "protocol_state": "RCPT", "sender": "info@strict.example",
                "recipient": recipient, "client_address": "192.0.2.1",
            ])
            guard sent != nil, case .reply(let answer) = client.answer() else { return }
            if answer.hasPrefix("action=550 5.7.1") { refused(recipient) }
        }
    }
}

/// A number that several threads count up.
private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    func increment() { count.add(1, ordering: .relaxed) }
}

/// The recipients whose refusal was answered.
private final class Answered: Sendable {
    private let found = Mutex<Set<String>>([])

    var recipients: Set<String> { found.withLock { $0 } }

    func add(_ recipient: String) { found.withLock { _ = $0.insert(recipient) } }
}
