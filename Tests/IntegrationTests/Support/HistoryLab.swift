import Foundation
import MailLab
import Testing

/// A partner whose gateways change: two real Postfix, `mx1` and `mx2.partner.example`, whose certificates can be exchanged, a DNS that
/// can forget the second, and our service, whose journal keeps what is found.
final class HistoryLab {
    let service: Service
    let old: CertificateAuthority
    let new: CertificateAuthority
    private let folder: TemporaryFolder
    private let port: Int
    private let root: CertificateAuthority
    let postfix: PostfixInstance
    private let both: DNSServer
    private let first: DNSServer
    /// Whether the DNS still names `mx2`.
    var namesBoth = true

    static let agreement = """
        partner: Partner AG
        domains: [partner.example]
        inbound: { level: encrypt, on-violation: reject }
        outbound: { level: secure, match: [.partner.example], certificate: { issuers: [Old CA] } }

        """

    init(agreement: String = agreement, more: String = "") throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.free()
        root = try CertificateAuthority.root(in: try folder.folder("ca"))
        old = try root.intermediate("Old CA")
        new = try root.intermediate("New CA")
        let certificate = try old.issue(CertificateRequest("mx.example", purpose: .server))
        var services: [String] = []
        for (name, address) in [("mx1", "127.0.0.2"), ("mx2", "127.0.0.3")] {
            let file = folder.path("\(name).pem")
            services.append("\(address):\(port) inet n - n - - smtpd -o { smtpd_tls_chain_files = \(file) }")
        }
        postfix = try PostfixInstance(
            in: folder,
            PostfixSettings(serverCertificate: certificate, services: services)
        )
        let records = ["partner.example. MX 10 mx1.partner.example.", "mx1.partner.example. A 127.0.0.2"]
        let second = ["partner.example. MX 20 mx2.partner.example.", "mx2.partner.example. A 127.0.0.3"]
        both = try DNSServer(in: try folder.folder("both"), records: records + second)
        first = try DNSServer(in: try folder.folder("first"), records: records)
        service = try Service(agreements: ["partner": agreement], more: more)
        // The journal is there once the service has written to it.
        #expect(try refuses())
        for name in ["mx1", "mx2"] { try install(on: name, by: old) }
    }

    deinit {
        try? postfix.stop()
        both.stop()
        first.stop()
        folder.remove()
    }

    /// Gives a gateway a new certificate.
    func install(on name: String, by issuer: CertificateAuthority, for host: String? = nil, days: Int = 90) throws {
        let host = host ?? "\(name).partner.example"
        let certificate = try issuer.issue(
            CertificateRequest(host, purpose: .server, validity: .days(days), names: [host])
        )
        let key = try String(contentsOfFile: certificate.keyFile, encoding: .utf8)
        let chain = try String(contentsOfFile: certificate.chainFile, encoding: .utf8)
        _ = try folder.write(key + chain, to: "\(name).pem")
        try postfix.reload()
    }

    /// Whether the service refuses a message of the partner that came without TLS.
    func refuses() throws -> Bool {
        try service.ask(try service.client(), sender: "info@partner.example").hasPrefix("550 ")
    }

    /// Runs `tlsmandate probe` as a nightly timer does.
    func run(_ arguments: String...) throws -> ChildProcess.Finished { try run(arguments) }

    func run(_ arguments: [String]) throws -> ChildProcess.Finished {
        let isTest = arguments.first != "history"
        let manner = [
            "--resolver", "127.0.0.1:\(namesBoth ? both.port : first.port)", "--port", String(port),
            "--dns-trust-anchors", both.trustAnchors,
        ]
        return try ChildProcess.run(
            try Gateway.executable,
            ["probe"] + arguments + ["--config", service.configuration] + (isTest ? manner : []),
            environment: [
                "SSL_CERT_FILE": root.rootFile, "STATE_DIRECTORY": service.folder.path("state"),
                "JOURNAL_STREAM": "1:1",
            ]
        )
    }

    /// What `probe history` tells as JSON, without the certificates' fingerprints.
    func history(_ arguments: String...) throws -> [[String: Any]] {
        let end = try ChildProcess.run(
            try Gateway.executable,
            ["probe", "history", "partner", "--format", "json", "--config", service.configuration] + arguments,
            environment: ["STATE_DIRECTORY": service.folder.path("state")]
        )
        try #require(end.succeeded, "\(end.standardError)")
        return try end.standardOutput.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    func gateway(_ name: String) -> String { "\(name).partner.example:\(port)" }
}
