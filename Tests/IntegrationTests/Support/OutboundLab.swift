import Foundation
import MailLab
import Testing

/// A real Postfix that delivers by what tlsmandate tells it, and the servers that it delivers to.
final class OutboundLab {
    /// A receiving server, and in what it is other than it should be.
    enum Sink: String, CaseIterable, Sendable {
        case good, withoutTLS, onlyTLS11, onlyAES128, onlyAES128ByTLS13, prefersAES128ByTLS13, otherCA, wrongName,
            expired
        case selfSigned, foreignCA

        /// Each sink is a host of its own, so that all can have one port.
        var address: String { "127.0.0.\(11 + (Self.allCases.firstIndex(of: self) ?? 0))" }
    }

    /// What became of one message.
    struct Outcome: CustomStringConvertible {
        /// `sent`, `deferred` or `bounced`.
        let status: String
        /// Of the session; nil: it was in the clear, or there was none.
        let protocolName: String?
        let bits: Int?
        let log: String

        var description: String { "\(status) \(protocolName ?? "in the clear") \(bits ?? 0)\n\(log)" }
    }

    let folder: TemporaryFolder
    let configuration: String
    /// Where the sinks listen.
    let port: Int
    /// The CAs that a mail server is to trust.
    let trusted: String
    /// For a mail server's own side.
    let serverCertificate: TestCertificate?
    private let sinks: PostfixInstance
    private let sender: PostfixInstance

    /// All names that certificates have to have, in the agreements of the tests.
    private static let names = [
        "mailin1.audi.de", "mx5.de.tuv.com", "hella.com", "mx1.partner.example", "mx.pinned.example",
    ]

    /// The shipped agreements, and invented ones.
    ///
    /// - Parameters:
    ///   - nameServer: A DNS server that the sinks are found by; without it ``deliver(to:at:)`` says where names lead.
    ///   - maps: Postfix's parameters that have it ask, made from the configuration file.
    init(nameServer: String? = nil, maps: (OutboundLab.Site) throws -> [String: String]) throws {
        folder = try TemporaryFolder()
        let authorities = try Authorities(in: try folder.folder("ca"), names: Self.names)
        let ports = (mx: try LoopbackPort.free(), route: try LoopbackPort.free())
        sinks = try PostfixInstance(
            in: folder,
            named: "sinks",
            PostfixSettings(services: try Self.services(authorities, ports: [ports.mx, ports.route], in: folder))
        )
        port = ports.mx
        trusted = authorities.trusted
        serverCertificate = authorities.certificates[.wrongName]
        configuration = try Self.configure(folder, authorities: authorities, routePort: ports.route)
        let site = Site(folder: folder, configuration: configuration)
        let delivering = [
            "default_transport": "smtp", "relay_transport": "smtp",
            "smtp_host_lookup": nameServer == nil ? "native" : "dns",
            "smtp_dns_support_level": nameServer == nil ? "disabled" : "enabled", "smtp_tcp_port": String(ports.mx),
            "smtp_tls_security_level": "may", "smtp_tls_CAfile": authorities.trusted, "smtp_tls_loglevel": "1",
            "smtp_tls_fingerprint_digest": "sha256",
            // A server that fails once would not be tried again for minutes (qmgr(8)).
            "default_destination_concurrency_failed_cohort_limit": "0",
        ]
        sender = try PostfixInstance(
            in: folder,
            named: "sender",
            PostfixSettings(
                parameters: delivering.merging(try maps(site)) { _, new in new },
                hosts: nameServer == nil ? ["localhost.localdomain": "127.0.0.1"] : [:],
                nameServer: nameServer
            )
        )
    }

    deinit {
        try? sender.stop()
        try? sinks.stop()
        folder.remove()
    }

    var site: Site { Site(folder: folder, configuration: configuration) }

    /// Where the configuration is, for what makes maps from it.
    struct Site {
        let folder: TemporaryFolder
        let configuration: String

        /// The output of a command of tlsmandate.
        func run(_ arguments: String...) throws -> String {
            try ChildProcess.output(of: try Gateway.executable, arguments + ["--config", configuration])
        }
    }

    /// Maps that are exported tables.
    static func exported(_ site: Site) throws -> [String: String] {
        let policies = try site.folder.write(try site.run("export", "postfix-tls-policy"), to: "tls_policy")
        let routes = try site.folder.write(try site.run("export", "postfix-transport"), to: "transport")
        return ["smtp_tls_policy_maps": "texthash:" + policies, "transport_maps": "texthash:" + routes]
    }

    /// Has Postfix deliver a message while all names lead to one sink, and waits for what comes of it.
    func deliver(to recipient: String, at sink: Sink) throws -> Outcome {
        let domain = String(recipient.split(separator: "@").last ?? "")
        let hosts = [domain, "mxtls.allianz.com", "gateway.routed.example"]
        try sender.lead(Dictionary(hosts.map { ($0, sink.address) }) { first, _ in first })
        return try deliver(to: recipient)
    }

    /// Has Postfix deliver a message to where the DNS says, and waits for what comes of it.
    func deliver(to recipient: String) throws -> Outcome {
        let before = sender.logLines.count
        let client = try SMTPClient(port: sender.port)
        defer { client.close() }
        _ = try client.ehlo()
        let delivery = try client.deliver(from: "anna@example.com", to: [recipient])
        let reply = try #require(delivery.message)
        let id = try #require(reply.text.split(separator: " ").last.map(String.init))
        let line = try sender.awaitLog("\(id): to=<", skipping: before)
        let log = sender.logLines.dropFirst(before).filter { $0.contains("postfix/smtp") }
        try sender.delete()
        return Outcome(line, log: log)
    }
}

extension OutboundLab.Outcome {
    fileprivate init(_ line: String, log: [String]) {
        status = line.firstMatch(of: /status=([a-z]+)/).map { String($0.1) } ?? ""
        let session = log.compactMap {
            $0.firstMatch(of: /TLS connection established to .*: (TLSv[0-9.]+) with cipher \S+ \(([0-9]+)\//)
        }.last
        protocolName = session.map { String($0.1) }
        bits = session.flatMap { Int($0.2) }
        self.log = log.joined(separator: "\n")
    }
}

extension OutboundLab {
    /// Who signed the sinks' certificates.
    private struct Authorities {
        let good: CertificateAuthority
        let other: CertificateAuthority
        let trusted: String
        let certificates: [Sink: TestCertificate]

        init(in folder: TemporaryFolder, names: [String]) throws {
            good = try .root("Agreed CA", in: try folder.folder("agreed"))
            other = try .root("Other CA", in: try folder.folder("other"))
            let foreign = try CertificateAuthority.root("Foreign CA", in: try folder.folder("foreign"))
            let roots = try [good, other].map { try String(contentsOfFile: $0.rootFile, encoding: .utf8) }
            trusted = try folder.write(roots.joined(), to: "trusted.pem")
            func request(_ validity: CertificateRequest.Validity = .days(30)) -> CertificateRequest {
                CertificateRequest(names[0], purpose: .server, validity: validity, names: names)
            }
            let own = try good.issue(request())
            certificates = [
                .good: own, .onlyTLS11: own, .onlyAES128: own, .onlyAES128ByTLS13: own, .prefersAES128ByTLS13: own,
                .otherCA: try other.issue(request()),
                .wrongName: try good.issue(
                    CertificateRequest("mx.elsewhere.example", purpose: .server, names: ["mx.elsewhere.example"])
                ),
                .expired: try good.issue(request(.expired)),
                .selfSigned: try CertificateAuthority.selfSigned(request(), in: try folder.folder("self")),
                .foreignCA: try foreign.issue(request()),
            ]
        }
    }

    /// An smtpd for each sink and port.
    private static func services(
        _ authorities: Authorities,
        ports: [Int],
        in folder: TemporaryFolder
    ) throws -> [String] {
        let weakest13 = try folder.write(
            """
            postfix = postfix_settings
            [postfix_settings]
            ssl_conf = ssl_settings
            [ssl_settings]
            system_default = only_128_bit
            [only_128_bit]
            Ciphersuites = TLS_AES_128_GCM_SHA256

            """,
            to: "tls13.cnf"
        )
        return Sink.allCases.flatMap { sink in
            var options: [String] = []
            if let certificate = authorities.certificates[sink] {
                options += [
                    "smtpd_tls_security_level=may",
                    "smtpd_tls_chain_files=\(certificate.keyFile),\(certificate.chainFile)",
                ]
            }
            switch sink {
            case .onlyTLS11:
                options += ["smtpd_tls_protocols=TLSv1.1", "tls_medium_cipherlist=ALL:@SECLEVEL=0"]
            case .onlyAES128: options += ["smtpd_tls_protocols=TLSv1.2", "tls_medium_cipherlist=AES128"]
            case .onlyAES128ByTLS13:
                options += ["smtpd_tls_protocols=TLSv1.3", "tls_config_file=\(weakest13)", "tls_config_name=postfix"]
            case .prefersAES128ByTLS13:
                options += ["tls_config_file=\(weakest13)", "tls_config_name=postfix"]
            default: break
            }
            let arguments = options.map { " -o \($0)" }.joined()
            return ports.map { "\(sink.address):\($0) inet n - n - - smtpd\(arguments)" }
        }
    }

    private static func configure(
        _ folder: TemporaryFolder,
        authorities: Authorities,
        routePort: Int
    ) throws -> String {
        let agreements = try folder.folder("agreements.d")
        for name in ["allianz", "audi", "hella", "tuv-rheinland"] {
            let text = try String(
                contentsOf: Gateway.shipped.appending(path: "agreements.d/\(name).yaml"),
                encoding: .utf8
            )
            try agreements.write(text, to: name + ".yaml")
        }
        try agreements.write(
            """
            partner: Partner AG
            domains: [partner.example]
            outbound:
              level: secure
              match: [.partner.example]
              minimum-protocol: TLSv1.2
              minimum-bits: 256
              exclude-ciphers: [RC4, CHACHA20]
              certificate: { subjects: ["mx*.partner.example"], issuers: ["Agreed CA"] }
              trust-anchors: \(authorities.good.rootFile)
            """,
            to: "partner.yaml"
        )
        try agreements.write(
            """
            partner: Routed AG
            domains: [routed.example]
            outbound:
              level: secure
              match: [mx1.partner.example]
              route: "smtp:[gateway.routed.example]:\(routePort)"
            """,
            to: "routed.yaml"
        )
        let pin = authorities.certificates[.selfSigned]?.fingerprint.certificate ?? ""
        try agreements.write(
            """
            partner: Pinned AG
            domains: [pinned.example]
            outbound: { level: fingerprint, certificate: { fingerprints: ["sha256:\(pin)"] } }
            """,
            to: "pinned.yaml"
        )
        try agreements.write(
            "partner: Testing AG\nmode: testing\ndomains: [testing.example]\noutbound: { level: secure }\n",
            to: "testing.yaml"
        )
        return try folder.write(
            """
            organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
            listen: { policy: ["unix:policy.sock"], socketmap: ["unix:socketmap.sock"] }
            """,
            to: "tlsmandate.yaml"
        )
    }
}
