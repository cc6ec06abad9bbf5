import Foundation
import MailLab
import Testing

/// Lines of sendmail.mc in a real Sendmail, with the service as its milter.
enum SendmailBlock {
    /// - Parameter block: Where the lines stand, for what is recorded of a failure.
    static func run(_ text: String, from block: String) throws {
        let lab = try Service(
            agreements: ["strict": Service.strict],
            listen: #"{ milter: "unix:milter.sock" }"#,
            // The test's client is on this host.
            more: #"exempt-networks: ["192.0.2.0/24"]"#
        )
        let certificates = try Certificates(in: lab.folder)
        // Where the files are that the lines name.
        let places = [
            "/run/tlsmandate/milter.sock": lab.folder.path("run/milter.sock"),
            "/etc/mail/tls/cert.pem": lab.folder.path("sendmail/conf/server.pem"),
            "/etc/mail/tls/key.pem": lab.folder.path("sendmail/conf/server.key"),
            "/etc/ssl/certs/ca-certificates.crt": lab.folder.path("sendmail/conf/trusted.pem"),
        ]
        let lines = places.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
        let sendmail = try SendmailInstance(
            in: lab.folder,
            SendmailSettings(
                serverCertificate: certificates.server,
                trustFile: certificates.trusted,
                lines: lines.split(separator: "\n").map(String.init)
            )
        )
        func deliver(_ sender: String) throws -> SMTPClient.Delivery {
            let client = try SMTPClient(port: sendmail.port, from: "127.0.0.10")
            defer { client.close() }
            _ = try client.ehlo()
            return try client.deliver(from: sender, to: ["sales@example.com"])
        }
        let refusal = try deliver("info@strict.example").refusal
        #expect(
            refusal?.text.contains("TLS agreement with Strict GmbH") == true,
            "\(block): \(String(describing: refusal))"
        )
        #expect(try deliver("info@nobody.example").message?.code == 250, "\(block)")
        // While the service is away nothing passes.
        lab.process.kill()
        #expect(try deliver("info@nobody.example").refusal.map { 400..<500 ~= $0.code } == true, "\(block)")
        try sendmail.stop()
    }
}
