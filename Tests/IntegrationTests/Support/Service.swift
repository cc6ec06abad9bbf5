import Foundation
import MailLab
import Testing

/// The service alone, on a register of the test's own, asked as Postfix asks it.
final class Service {
    let folder: TemporaryFolder
    let configuration: String
    private(set) var process: ServiceProcess

    /// An agreement whose sessions must be encrypted.
    static let strict = """
        partner: Strict GmbH
        domains: [strict.example]
        inbound: { level: encrypt, on-violation: reject }
        """

    /// - Parameters:
    ///   - agreements: Texts by name.
    ///   - journal: Where decisions are recorded.
    ///   - listen: Where it listens.
    ///   - more: Lines of the configuration.
    ///   - executable: What runs in place of the program; it runs the program.
    ///   - environment: What systemd would set besides.
    init(
        agreements: [String: String] = ["strict": strict],
        journal: String = "journal.sqlite",
        listen: String = #"{ policy: ["unix:policy.sock"] }"#,
        more: String = "",
        executable: String? = nil,
        environment: [String: String] = [:]
    ) throws {
        folder = try TemporaryFolder()
        let register = try folder.folder("agreements.d")
        for (name, text) in agreements { _ = try register.write(text, to: name + ".yaml") }
        configuration = try folder.write(
            """
            organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
            listen: \(listen)
            journal: ["sqlite:\(journal)"]
            \(more)
            """,
            to: "tlsmandate.yaml"
        )
        process = try ServiceProcess(
            executable ?? Gateway.executable,
            configuration: configuration,
            in: folder,
            environment: environment
        )
    }

    deinit {
        _ = process.stop()
        folder.remove()
    }

    func restart() throws {
        process = try ServiceProcess(try Gateway.executable, configuration: configuration, in: folder)
    }

    func write(agreement name: String, _ text: String) throws {
        _ = try folder.write(text, to: "agreements.d/\(name).yaml")
    }

    func client() throws -> PolicyClient { try PolicyClient(to: .unix(path: folder.path("run/policy.sock"))) }

    /// Asks for one recipient, in the clear unless a protocol is given; the action of the answer.
    func ask(
        _ client: PolicyClient,
        sender: String = "info@strict.example",
        recipient: String = "sales@example.com",
        protocolName: String = ""
    ) throws -> String {
        try client.send(request: [
            "request": "smtpd_access_policy", "protocol_state": "RCPT", "client_address": "192.0.2.1",
            "client_name": "unknown",
            "sender": sender, "recipient": recipient, "instance": "1.2.3", "encryption_protocol": protocolName,
            "encryption_cipher": protocolName.isEmpty ? "" : "TLS_AES_256_GCM_SHA384",
            "encryption_keysize": protocolName.isEmpty ? "0" : "256",
        ])
        guard case .reply(let text) = client.answer() else { return "" }
        return text.trimmingCharacters(in: .newlines).replacingOccurrences(of: "action=", with: "")
    }

    func run(_ arguments: String...) throws -> ChildProcess.Finished {
        try ChildProcess.run(
            try Gateway.executable,
            arguments + ["--config", configuration],
            environment: ["RUNTIME_DIRECTORY": folder.path("run"), "STATE_DIRECTORY": folder.path("state")]
        )
    }

    /// The state by `status`, once it has a property.
    func status(_ hasProperty: ([String: Any]) -> Bool = { _ in true }) throws -> [String: Any] {
        let state = try Deadline().poll { () -> [String: Any]? in
            let finished = try run("status", "--format", "json")
            let object = try? JSONSerialization.jsonObject(with: Data(finished.standardOutput.utf8)) as? [String: Any]
            return object.flatMap { hasProperty($0) ? $0 : nil }
        }
        return try #require(state)
    }

    /// The recipients in the journal, by `audit list`.
    func recordedRecipients() throws -> Set<String> {
        let finished = try run("audit", "list", "--format", "json")
        try #require(finished.succeeded, "\(finished.standardError)")
        return Set(
            try finished.standardOutput.split(separator: "\n").flatMap { line in
                let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return record?["recipients"] as? [String] ?? []
            }
        )
    }

    /// Waits for a text on the service's standard error.
    func awaitLog(_ text: String) throws {
        let found = Deadline().poll { process.standardError.contains(text) ? true : nil }
        try #require(found == true, "not logged: \(text)\n\(process.standardError)")
    }

    /// Memory that is in use (proc(5), VmRSS).
    var residentKibibytes: Int {
        get throws {
            let text = try String(contentsOfFile: "/proc/\(process.identifier)/status", encoding: .utf8)
            let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            return try #require(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
        }
    }
}
