import Foundation
import MailLab

/// `make demo`: a private Postfix beside the service, and a partner that sends three messages to it.
@main
struct Demo {
    enum Failure: Error {
        case notBuilt
    }

    static func main() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let gateway = try DemoGateway(in: folder)
        defer { gateway.stop() }

        say("HELLA sends three messages to a gateway that keeps its agreement (conf/agreements.d/hella.yaml):")
        try send("in the clear", to: "one@example.com", through: gateway, tls: nil)
        try send("by TLS 1.1, with its certificate", to: "two@example.com", through: gateway, tls: .tls1_1)
        try send("by TLS 1.3, with its certificate", to: "three@example.com", through: gateway, tls: .tls1_3)

        say("Why the second was refused, by tlsmandate explain:")
        print(
            try gateway.command(
                "explain",
                "--sender",
                "info@hella.com",
                "--recipient",
                "two@example.com",
                "--client-address",
                "192.0.2.10",
                "--client-name",
                "mail1.hella.com",
                "--tls",
                "TLSv1.1",
                "--cipher",
                "ECDHE-ECDSA-AES256-SHA",
                "--bits",
                "256",
                "--client-cert-subject",
                "mail1.hella.com"
            ),
            terminator: ""
        )

        say("The journal, by tlsmandate audit list:")
        print(try gateway.journal(of: 3), terminator: "")
        say("All of this was in \(folder.path), and is gone now.")
    }

    private static func send(_ how: String, to recipient: String, through gateway: DemoGateway, tls: TLSProtocol?)
        throws
    {
        let client = try SMTPClient(port: gateway.postfix.port)
        defer { client.close() }
        _ = try client.ehlo("mail1.hella.com")
        _ = try client.xclient(["ADDR": "192.0.2.10", "NAME": "mail1.hella.com"])
        _ = try client.ehlo("mail1.hella.com")
        if let tls {
            try client.startTLS(minimum: tls, maximum: tls, certificate: gateway.partner)
            _ = try client.ehlo("mail1.hella.com")
        }
        let delivery = try client.deliver(
            from: "info@hella.com",
            to: [recipient],
            message: "Subject: demo\r\n\r\ndemo\r\n"
        )
        print("  \(how):\n    RCPT TO:<\(recipient)>\n    \(delivery.refusal ?? delivery.message ?? delivery.sender)")
    }

    private static func say(_ text: String) { print("\n\(text)\n") }
}

/// The service on the shipped agreements, and a Postfix that asks it.
private final class DemoGateway {
    let postfix: PostfixInstance
    let partner: TestCertificate
    private let executable: String
    private let service: ServiceProcess
    private let configuration: String
    private let folder: TemporaryFolder

    init(in folder: TemporaryFolder) throws {
        guard let executable = Executable.built("tlsmandate") else { throw Demo.Failure.notBuilt }
        self.folder = folder
        self.executable = executable
        let root = try CertificateAuthority.root("Demo CA", in: try folder.folder("ca"))
        partner = try root.issue(CertificateRequest("mail1.hella.com", purpose: .client))
        configuration = folder.path("tlsmandate.yaml")
        let shipped = URL(fileURLWithPath: #filePath).appending(path: "../../../conf").standardized
        for name in ["tlsmandate.yaml", "agreements.d"] {
            try FileManager.default.copyItem(atPath: shipped.appending(path: name).path, toPath: folder.path(name))
        }
        service = try ServiceProcess(executable, configuration: configuration, in: folder)
        postfix = try PostfixInstance(
            in: folder,
            PostfixSettings(
                serverCertificate: try root.issue(CertificateRequest("mx.example.com", purpose: .server)),
                trustFile: root.rootFile,
                allowsWeakSessions: true,
                parameters: [
                    "smtpd_recipient_restrictions":
                        "reject_unauth_destination, check_policy_service unix:\(folder.path("run/policy.sock"))"
                ]
            )
        )
    }

    func stop() {
        try? postfix.stop()
        _ = service.stop()
    }

    func command(_ arguments: String...) throws -> String {
        try ChildProcess.output(
            of: executable,
            arguments + ["--config", configuration],
            environment: ["STATE_DIRECTORY": folder.path("state")]
        )
    }

    /// The journal once it has so many records: an acceptance is recorded behind its answer.
    func journal(of count: Int) throws -> String {
        let listing = try Deadline().poll {
            let listing = try command("audit", "list")
            return listing.split(separator: "\n").count >= count ? listing : nil
        }
        return try listing ?? command("audit", "list")
    }
}
