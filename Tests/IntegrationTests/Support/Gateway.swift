import Foundation
import MailLab
import Testing

/// A mail gateway: the service on the shipped and the invented agreements, and a real Postfix that asks it.
final class Gateway {
    let folder: TemporaryFolder
    let certificates: Certificates
    let configuration: String
    private(set) var service: ServiceProcess
    let postfix: PostfixInstance

    /// - Parameters:
    ///   - agreements: Texts of agreements by name, beside the shipped and the invented ones.
    ///   - listen: Where the service listens.
    ///   - restrictions: Postfix's parameters that have it ask the service, for the path of its socket.
    init(
        agreements: [String: String] = [:],
        listen: String = #"{ policy: ["unix:policy.sock"] }"#,
        restrictions: (_ socket: String) throws -> [String: String] = Gateway.restrictions
    ) throws {
        folder = try TemporaryFolder()
        certificates = try Certificates(in: folder)
        configuration = try Self.configure(folder, certificates: certificates, listen: listen, more: agreements)
        service = try ServiceProcess(Self.executable, configuration: configuration, in: folder)
        postfix = try PostfixInstance(
            in: folder,
            PostfixSettings(
                serverCertificate: certificates.server,
                trustFile: certificates.trusted,
                allowsWeakSessions: true,
                parameters: try restrictions(folder.path("run/policy.sock"))
            )
        )
    }

    deinit {
        _ = service.stop()
        try? postfix.stop()
        folder.remove()
    }

    static var executable: String {
        get throws { try #require(Executable.built("tlsmandate"), "the product tlsmandate is not built") }
    }

    /// conf/ of the repository.
    static var shipped: URL {
        URL(fileURLWithPath: #filePath).appending(path: "../../../../conf").standardized
    }

    static func cases(_ name: String) throws -> URL {
        try #require(Bundle.module.url(forResource: "Cases", withExtension: nil)).appending(path: name)
    }

    /// As in conf/postfix/main.cf, with short pauses, and time for a machine that stands still.
    static func restrictions(_ socket: String) -> [String: String] { restrictions(socket, timeout: "100s") }

    static func restrictions(_ socket: String, timeout: String) -> [String: String] {
        let ask = "check_policy_service { unix:\(socket), timeout=\(timeout) }"
        return [
            "smtpd_recipient_restrictions": "reject_unauth_destination, \(ask)",
            "smtpd_end_of_data_restrictions": ask,
            "smtpd_policy_service_retry_delay": "1s",
        ]
    }

    private static func configure(
        _ folder: TemporaryFolder,
        certificates: Certificates,
        listen: String,
        more: [String: String]
    ) throws -> String {
        let agreements = try folder.folder("agreements.d")
        for source in [shipped.appending(path: "agreements.d"), try cases("agreements.d")] {
            for file in try FileManager.default.contentsOfDirectory(at: source, includingPropertiesForKeys: nil) {
                let text = try String(contentsOf: file, encoding: .utf8)
                    .replacingOccurrences(
                        of: "@PIN@",
                        with: "sha256:" + certificates.selfSigned.fingerprint.certificate
                    )
                    .replacingOccurrences(
                        of: "@KEY-PIN@",
                        with: "sha256:" + certificates.selfSigned.fingerprint.publicKey
                    )
                _ = try agreements.write(text, to: file.lastPathComponent)
            }
        }
        for (name, text) in more { _ = try agreements.write(text, to: name + ".yaml") }
        return try folder.write(
            """
            organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
            listen: \(listen)
            log-addresses: full
            """,
            to: "tlsmandate.yaml"
        )
    }

    /// Starts the service again after it was stopped or killed.
    func restart() throws { service = try ServiceProcess(Self.executable, configuration: configuration, in: folder) }

    /// Runs another command of the program on the same configuration.
    func run(_ arguments: String...) throws -> ChildProcess.Finished {
        try ChildProcess.run(
            Self.executable,
            arguments + ["--config", configuration],
            environment: ["RUNTIME_DIRECTORY": folder.path("run"), "STATE_DIRECTORY": folder.path("state")]
        )
    }

    /// The journal's records, by `audit list`.
    func journal(_ filters: String...) throws -> [[String: Any]] {
        let listing = try ChildProcess.run(
            Self.executable,
            ["audit", "list", "--format", "json", "--config", configuration] + filters,
            environment: ["STATE_DIRECTORY": folder.path("state")]
        )
        try #require(listing.succeeded, "\(listing.standardError)")
        return try listing.standardOutput.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    /// Has a session of a partner with Postfix and sends one message.
    func deliver(_ session: SessionCase) throws -> SMTPClient.Delivery {
        let client = try SMTPClient(port: postfix.port)
        defer { client.close() }
        _ = try client.ehlo()
        let greeting = try client.xclient(["ADDR": session.clientAddress, "NAME": session.clientName])
        try #require(greeting.isPositive, "\(greeting)")
        _ = try client.ehlo()
        if let name = session.protocolName {
            let version = try #require(TLSProtocol(rawValue: name))
            try client.startTLS(
                minimum: version,
                maximum: version,
                cipherList: name == "TLSv1.3" ? nil : session.cipher,
                cipherSuites: name == "TLSv1.3" ? session.cipher : nil,
                certificate: try session.certificate.map { try certificates.client($0.kind, name: $0.name) }
            )
            _ = try client.ehlo()
        }
        return try client.deliver(
            from: session.sender,
            to: [session.recipient],
            message: "Subject: test\r\n\r\ntest\r\n"
        )
    }
}
