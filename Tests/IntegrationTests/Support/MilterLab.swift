import Foundation
import MailLab
import Synchronization
import Testing

/// The service as a milter, on the shipped agreements and those of Cases/milter, and a real Postfix and a real Sendmail that
/// ask it.
final class MilterLab: Sendable {
    /// What became of one message of a session.
    struct Delivery {
        let answers: [SMTPReply]
        /// nil where DATA was not reached.
        let end: SMTPReply?
    }

    let folder: TemporaryFolder
    let configuration: String
    let postfix: PostfixInstance
    let sendmail: SendmailInstance
    private let certificates: Mutex<Certificates>
    private let running: Mutex<ServiceProcess>

    /// The lab of a suite with the trait ``MilterLabTrait``.
    @TaskLocal static var shared: MilterLab?

    /// - Parameter clients: Whom Sendmail sees in the clients of the cases.
    init(clients: Set<MilterClientName> = []) throws {
        folder = try TemporaryFolder()
        let certificates = try Certificates(in: folder)
        configuration = try Self.configure(folder)
        let service = try ServiceProcess(try Gateway.executable, configuration: configuration, in: folder)
        let milter = folder.path("run/milter.sock")
        postfix = try PostfixInstance(
            in: folder,
            PostfixSettings(
                serverCertificate: certificates.server,
                trustFile: certificates.trusted,
                allowsWeakSessions: true,
                parameters: [
                    "smtpd_milters": "unix:\(milter)", "non_smtpd_milters": "unix:\(milter)",
                    "message_size_limit": "0", "mailbox_size_limit": "0",
                ]
            )
        )
        sendmail = try SendmailInstance(
            in: folder,
            SendmailSettings(
                serverCertificate: certificates.server,
                trustFile: certificates.trusted,
                allowsWeakSessions: true,
                clients: Self.hosts(clients),
                filters: ["S=local:\(milter), F=T, T=C:30s;S:30s;R:30s;E:5m"]
            )
        )
        running = Mutex(service)
        self.certificates = Mutex(certificates)
    }

    var service: ServiceProcess { running.withLock { $0 } }

    /// Starts the service again after it was stopped or killed.
    func restart() throws {
        let service = try ServiceProcess(try Gateway.executable, configuration: configuration, in: folder)
        running.withLock { $0 = service }
    }

    /// Stops servers and service, and removes what they left.
    func stop() throws {
        defer { folder.remove() }
        defer { _ = service.stop() }
        try postfix.stop()
        try sendmail.stop()
    }

    private static func configure(_ folder: TemporaryFolder) throws -> String {
        let agreements = try folder.folder("agreements.d")
        for source in [Gateway.shipped.appending(path: "agreements.d"), try Gateway.cases("milter/agreements.d")] {
            for file in try FileManager.default.contentsOfDirectory(at: source, includingPropertiesForKeys: nil) {
                try agreements.write(try String(contentsOf: file, encoding: .utf8), to: file.lastPathComponent)
            }
        }
        let text = try String(contentsOf: try Gateway.cases("milter/tlsmandate.yaml"), encoding: .utf8)
        return try folder.write(text, to: "tlsmandate.yaml")
    }

    /// Lines of Sendmail's hosts file. The one that bears a name by right comes first; one without name is in none.
    private static func hosts(_ clients: Set<MilterClientName>) -> [SendmailSettings.Client] {
        clients.filter { $0.name != "unknown" }.sorted { !$0.isForged && $1.isForged }.map {
            .init($0.address, $0.name)
        }
    }
}

extension MilterLab {
    /// Connects to a server as a client of the cases, and greets it.
    func connect(to server: MailServerKind, as client: MilterClientName, greeting: String) throws -> SMTPClient {
        guard server == .postfix else {
            let connection = try SMTPClient(port: sendmail.port, from: client.address)
            _ = try connection.ehlo(greeting)
            return connection
        }
        let connection = try SMTPClient(port: postfix.port)
        _ = try connection.ehlo(greeting)
        let isVerified = !client.isForged && client.name != "unknown"
        let answer = try connection.xclient([
            "ADDR": client.address, "NAME": isVerified ? client.name : "[UNAVAILABLE]",
            "REVERSE_NAME": client.isForged ? client.name : isVerified ? client.name : "[UNAVAILABLE]",
        ])
        try #require(answer.isPositive, "\(answer)")
        _ = try connection.ehlo(greeting)
        return connection
    }

    /// Has a session of a case with a server.
    func deliver(_ session: MilterCase, to server: MailServerKind, greeting: String) throws -> [Delivery] {
        let client = try connect(to: server, as: session.client, greeting: greeting)
        defer { client.close() }
        if let name = session.protocolName {
            let version = try #require(TLSProtocol(rawValue: name))
            try client.startTLS(
                minimum: version,
                maximum: version,
                cipherList: name == "TLSv1.3" ? nil : session.cipher,
                cipherSuites: name == "TLSv1.3" ? session.cipher : nil,
                certificate: try session.certificate.map(certificate)
            )
            if session.greetsTwice { _ = try client.ehlo(greeting) }
        }
        let deliveries = try session.messages.map { try deliver($0, by: client) }
        client.quit()
        return deliveries
    }

    private func certificate(_ wanted: (kind: String, name: String)) throws -> TestCertificate {
        try certificates.withLock { try $0.client(wanted.kind, name: wanted.name) }
    }

    /// A sender that is refused is refused to all recipients.
    private func deliver(_ message: MilterCase.Message, by client: SMTPClient) throws -> Delivery {
        let sender = try client.command("MAIL FROM:\(message.path)")
        guard sender.isPositive else {
            return Delivery(answers: message.recipients.map { _ in sender }, end: nil)
        }
        let answers = try message.recipients.map { try client.command("RCPT TO:\($0.path)") }
        guard !message.isReset, answers.contains(where: \.isPositive) else {
            _ = try client.command("RSET")
            return Delivery(answers: answers, end: nil)
        }
        return Delivery(answers: answers, end: try client.data(try message.text))
    }

    /// The queue ids of what a server holds.
    func held(by server: MailServerKind) throws -> Set<String> {
        switch server {
        case .postfix: Set(try postfix.queue().filter { $0.queueName == "hold" }.map(\.queueID))
        case .sendmail: Set(try sendmail.quarantine().map(\.queueID))
        }
    }

    /// The journal's records of sessions in which the client greeted so; by `audit list`.
    func journal(greeting: String) throws -> [[String: Any]] {
        try journal().filter { ($0["helo_name"] as? String) == greeting }
    }

    /// The journal's records, by `audit list`.
    func journal(_ filters: String...) throws -> [[String: Any]] {
        let listing = try ChildProcess.run(
            try Gateway.executable,
            ["audit", "list", "--format", "json", "--config", configuration] + filters,
            environment: ["STATE_DIRECTORY": folder.path("state")]
        )
        try #require(listing.succeeded, "\(listing.standardError)")
        return try listing.standardOutput.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }
}

extension MilterCase.Message {
    /// Header and body; a message that is none of the files has one line.
    fileprivate var text: String {
        get throws {
            let own = header.map { $0 + "\n" }.joined()
            guard let file else { return (header.isEmpty ? "Subject: test\n" : own) + "\ntest\n" }
            let cases = URL(fileURLWithPath: #filePath).appending(path: "../../../MessageContentTests/Cases")
                .standardized
            return own + (try String(contentsOf: cases.appending(path: file), encoding: .utf8))
        }
    }
}

/// Runs the tests of a suite on one lab, which starts before the first and stops after the last: ``MilterLab/shared``.
struct MilterLabTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let lab = try MilterLab(clients: Set(try MilterSessionsTests.allCases.map(\.client)))
        do {
            try await MilterLab.$shared.withValue(lab) { try await function() }
        } catch {
            try? lab.stop()
            throw error
        }
        try lab.stop()
    }
}
