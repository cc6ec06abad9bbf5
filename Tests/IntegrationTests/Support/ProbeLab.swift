import Foundation
import MailLab
import Testing

/// Gateways in each state that a probe has to tell apart: one real Postfix whose SMTP servers differ, scripted servers for what
/// Postfix cannot be told to do, and a real DNS server that names all of them.
///
/// Each state has a domain, `STATE.example`, with an MX `mx.STATE.example` on an address of its own, all at one port.
final class ProbeLab: Sendable {
    let folder: TemporaryFolder
    let port: Int
    let dns: DNSServer
    /// What is trusted.
    let root: CertificateAuthority
    let certificates: [String: TestCertificate]
    let postfix: PostfixInstance
    /// The list of the CA that revoked the certificate of `revoked`.
    let revocationList: String
    /// PEM: the root of the CA that nobody trusts.
    let privateRoot: String?
    /// The signed TLSA record of a state's gateway.
    let records: [String: String]
    private let scripted: [String: ScriptedServer]
    private let staplers: [ChildProcess]

    /// Addresses from 127.0.0.2 on, in this order.
    static let states = [
        "good", "organisation", "no-tls", "old-tls", "weak-key", "null-cipher", "expired", "not-yet", "wrong-name",
        "self-signed", "no-intermediate", "private-ca", "greylist", "late-banner", "refuses-sender", "anonymous",
        "busy", "hangs", "hangs-up", "unreachable", "two-lines", "injection", "no-ehlo", "starttls-later", "dane",
        "dane-wrong", "forged", "revoked", "stapled-good", "stapled-revoked",
        "stapled-by-root", "asks-certificate", "long-chain", "named", "dane-leaf", "dane-next-hop", "dane-root-key",
        "dane-unusable", "stapled-endless", "short-key", "too-short-key",
    ]

    static func address(_ state: String) -> String { "127.0.0.\(2 + (states.firstIndex(of: state) ?? 0))" }

    init() throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.free()
        let ca = try folder.folder("ca")
        root = try CertificateAuthority.root(in: ca)
        let issuing = try root.intermediate("Lab Issuing CA")
        let foreign = try CertificateAuthority.root("Private CA", in: try folder.folder("private"))
        let certificates = try Self.certificates(root, issuing, foreign, in: folder)
        self.certificates = certificates
        let services = try Self.services(certificates, port: port, in: folder)
        privateRoot = foreign.rootFile
        let good = try #require(certificates["good"])
        postfix = try PostfixInstance(
            in: folder,
            PostfixSettings(serverCertificate: good, allowsWeakSessions: true, services: services)
        )
        records = try Self.records(certificates, root: root, foreign: foreign)
        dns = try DNSServer(in: folder, records: Self.unsigned, signed: Self.signedZones(records, port: port))
        let revocation = try Revocation(
            by: issuing,
            revoked: ["revoked", "stapled-revoked"].compactMap { certificates[$0] },
            others: ["stapled-good", "stapled-endless"].compactMap { certificates[$0] },
            in: folder
        )
        revocationList = try revocation.list()
        var staplers: [ChildProcess] = []
        var fronts: [String: ScriptedServer] = [:]
        let rootRevocation = try Revocation(
            by: root,
            revoked: [certificates["stapled-by-root"]].compactMap { $0 },
            in: folder
        )
        for state in [
            "stapled-good", "stapled-endless", "stapled-revoked", "stapled-by-root", "asks-certificate", "named",
        ] {
            let certificate = try #require(certificates[state])
            let inner = try LoopbackPort.free()
            let manner =
                switch state {
                case "asks-certificate": ["-Verify", "1", "-verify_return_error", "-CAfile", root.rootFile]
                // The certificate of "good" for all who do not ask for its own by name.
                case "named":
                    ["-servername", "mx.named.example", "-cert2", certificate.chainFile, "-key2", certificate.keyFile]
                case "stapled-by-root": ["-status_file", try rootRevocation.response(about: certificate)]
                default:
                    [
                        "-status_file",
                        try revocation.response(about: certificate, isEndless: state == "stapled-endless"),
                    ]
                }
            let shown = state == "named" ? good : certificate
            staplers.append(
                try ChildProcess(
                    "openssl",
                    ["s_server", "-accept", "127.0.0.1:\(inner)", "-rev", "-cert", shown.chainFile]
                        + ["-key", shown.keyFile]
                        + (state == "stapled-by-root" ? [] : ["-cert_chain", shown.chainFile]) + manner
                )
            )
            try StreamSocket(to: .loopback(inner)).close()
            fronts[state] = try ScriptedServer(
                host: Self.address(state),
                port: port,
                ["220 mx.example", "250-mx.example\r\n250 STARTTLS", "220 go ahead"],
                then: .relay(port: inner)
            )
        }
        self.staplers = staplers
        scripted = try Self.script(port: port).merging(fronts) { first, _ in first }
    }

    deinit {
        try? postfix.stop()
        dns.stop()
        for stapler in staplers { stapler.terminate() }
        folder.remove()
    }

    private static func certificates(
        _ root: CertificateAuthority,
        _ issuing: CertificateAuthority,
        _ foreign: CertificateAuthority,
        in folder: TemporaryFolder
    ) throws -> [String: TestCertificate] {
        func request(
            _ state: String,
            organisation: String? = nil,
            validity: CertificateRequest.Validity = .days(90),
            policies: [String] = [],
            rsaBits: Int? = nil
        ) -> CertificateRequest {
            let name = "mx.\(state).example"
            return CertificateRequest(
                name,
                organisation: organisation,
                purpose: .server,
                validity: validity,
                names: [name],
                policies: policies,
                rsaBits: rsaBits
            )
        }
        let good = try issuing.issue(request("good"))
        let bare = try issuing.issue(request("no-intermediate"))
        let leaf =
            try String(contentsOfFile: bare.chainFile, encoding: .utf8)
            .components(separatedBy: "-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
        _ = try folder.write(leaf, to: "no-intermediate.pem")
        // One CA more between the root and the gateway than Postfix takes.
        let last = try (1...10).reduce(issuing) { above, number in try above.intermediate("Lab CA \(number)") }
        return [
            "good": good,
            "named": try root.issue(request("named")),
            "long-chain": try last.issue(request("long-chain")),
            "organisation": try issuing.issue(
                request("organisation", organisation: "Partner AG", policies: ["2.23.140.1.2.2"])
            ),
            "short-key": try issuing.issue(request("short-key", rsaBits: 1024)),
            "too-short-key": try issuing.issue(request("too-short-key", rsaBits: 768)),
            "revoked": try issuing.issue(request("revoked")),
            "stapled-good": try issuing.issue(request("stapled-good")),
            "stapled-endless": try issuing.issue(request("stapled-endless")),
            "stapled-by-root": try root.issue(request("stapled-by-root")),
            "asks-certificate": try issuing.issue(request("asks-certificate")),
            "stapled-revoked": try issuing.issue(request("stapled-revoked")),
            "expired": try issuing.issue(request("expired", validity: .expired)),
            "not-yet": try issuing.issue(request("not-yet", validity: .notYet)),
            "self-signed": try CertificateAuthority.selfSigned(request("self-signed"), in: try folder.folder("self")),
            "private-ca": try foreign.issue(request("private-ca")),
            "dane": try foreign.issue(request("dane")),
            "dane-wrong": try issuing.issue(request("dane-wrong")),
            "dane-leaf": try foreign.issue(request("dane-leaf")),
            "dane-next-hop": try foreign.issue(
                CertificateRequest("next hop", purpose: .server, names: ["dane-next-hop.example"])
            ),
            "dane-root-key": try foreign.issue(request("dane-root-key")),
            "dane-unusable": try foreign.issue(request("dane-unusable")),
            "no-intermediate": bare,
        ]
    }

    /// Lines of master.cf: an smtpd(8) for each state that Postfix can be in.
    private static func services(
        _ certificates: [String: TestCertificate],
        port: Int,
        in folder: TemporaryFolder
    ) throws -> [String] {
        let options: [String: [String]] = [
            "good": [],
            "organisation": [],
            "no-tls": ["smtpd_tls_security_level=none"],
            "old-tls": ["smtpd_tls_protocols=TLSv1,TLSv1.1"],
            "weak-key": [
                "smtpd_tls_protocols=TLSv1.2", "smtpd_tls_exclude_ciphers=AES256,CHACHA20,CAMELLIA256,ARIA256",
            ],
            "null-cipher": [
                "smtpd_tls_protocols=TLSv1.2", "smtpd_tls_ciphers=null", "tls_null_cipherlist=eNULL:!aNULL:@SECLEVEL=0",
            ],
            "expired": [], "not-yet": [], "wrong-name": [], "self-signed": [], "no-intermediate": [], "private-ca": [],
            "dane": [], "dane-wrong": [], "dane-leaf": [], "dane-next-hop": [], "dane-root-key": [],
            "dane-unusable": [],
            "revoked": [], "long-chain": [], "short-key": [], "too-short-key": [],
            "greylist": ["smtpd_recipient_restrictions=check_recipient_access static:{450 4.2.0 greylisted}, reject"],
            "late-banner": ["smtpd_delay_reject=no", "smtpd_client_restrictions=sleep 3"],
            "refuses-sender": ["smtpd_sender_restrictions=reject", "smtpd_delay_reject=no"],
            "anonymous": [
                "smtpd_tls_chain_files=", "smtpd_tls_cert_file=none", "smtpd_tls_ask_ccert=no",
                "smtpd_tls_protocols=TLSv1.2",
            ],
        ]
        return try states.compactMap { state in
            guard var own = options[state] else { return nil }
            if let certificate = certificates[state] {
                let chain = state == "no-intermediate" ? folder.path("no-intermediate.pem") : certificate.chainFile
                own.append("smtpd_tls_chain_files=\(certificate.keyFile), \(chain)")
            } else if !["no-tls", "wrong-name", "anonymous"].contains(state) {
                // The certificate of "good", to which the name of the state is added nowhere: only TLS matters there.
                own.append("smtpd_tls_loglevel=1")
            }
            let settings = own.map { setting in
                let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return " -o { \(parts[0]) = \(parts[1]) }"
            }
            return "\(try #require(Optional(address(state)))):\(port) inet n - n - - smtpd" + settings.joined()
        }
    }

    private static func script(port: Int) throws -> [String: ScriptedServer] {
        let ehlo = "250-mx.example greets\r\n250-PIPELINING\r\n250-starttls\r\n250 HELP"
        let hello = "220 mx.example"
        let scripts: [String: ([String], ScriptedServer.End)] = [
            "busy": (["421 4.7.0 too many connections"], .hangUp),
            "hangs": ([hello, ehlo, "220 go ahead"], .silence),
            "hangs-up": ([hello, ehlo, "220 go ahead"], .hangUp),
            "two-lines": (
                [
                    "220-mx.example\r\n220-no spam\r\n220 hi", "250 mx.example", "250 sender", "250 recipient",
                    "221 bye",
                ],
                .hangUp
            ),
            "injection": ([hello, ehlo, "220 go ahead\r\n250 injected"], .silence),
            "no-ehlo": ([hello, "502 no such command", "221 bye"], .hangUp),
            "starttls-later": ([hello, ehlo, "454 4.7.0 TLS not available", "221 bye"], .hangUp),
        ]
        return try Dictionary(
            uniqueKeysWithValues: scripts.map { state, script in
                (state, try ScriptedServer(host: address(state), port: port, script.0, then: script.1))
            }
        )
    }

    /// The gateway's public key, another's, and the gateway's as if it were a CA's; the root that the gateway does not send, whole and
    /// its key; and a usage that is not for SMTP.
    private static func records(
        _ certificates: [String: TestCertificate],
        root: CertificateAuthority,
        foreign: CertificateAuthority
    ) throws -> [String: String] {
        func key(_ state: String) throws -> String {
            try #require(certificates[state]).fingerprint.publicKey.replacingOccurrences(of: ":", with: "")
        }
        func whole(_ file: String, _ command: String) throws -> String {
            try ChildProcess.output(of: "sh", ["-c", "\(command) | od -An -v -tx1 | tr -d ' \\n'", "sh", file])
        }
        let certificate = "openssl x509 -in \"$1\" -outform DER"
        let publicKey = "openssl x509 -in \"$1\" -noout -pubkey | openssl pkey -pubin -outform DER"
        return [
            "dane": "3 1 1 \(try key("dane"))",
            "dane-wrong": "3 1 1 \(try key("good"))",
            "dane-leaf": "2 1 1 \(try key("dane-leaf"))",
            "organisation": "2 0 0 \(try whole(root.rootFile, certificate))",
            "dane-next-hop": "2 0 0 \(try whole(foreign.rootFile, certificate))",
            "dane-root-key": "2 1 0 \(try whole(foreign.rootFile, publicKey))",
            "dane-unusable": "1 1 1 \(try key("dane-unusable"))",
        ]
    }

    /// Zones of signed domains: those with TLSA records, one whose gateway is an alias of another's, one whose gateway has no TLS, one of
    /// whose TLSA records nobody answers for, and one whose signatures are none of the key that is trusted.
    private static func signedZones(_ records: [String: String], port: Int) -> [DNSServer.Zone] {
        let vouched = records.map { state, record in
            DNSServer.Zone(
                "\(state).example.",
                addresses(state) + ["_\(port)._tcp.mx.\(state).example. TLSA \(record)"]
                    + ["moved.\(state).example. CNAME \(state).example."]
            )
        }
        let lame = [("lame.example.", "good"), ("anonymous.lame.example.", "anonymous")].flatMap { domain, state in
            [
                "\(domain) MX 10 mx.\(domain)", "mx.\(domain) A \(address(state))",
                "_tcp.mx.\(domain) NS ns.nowhere.example.",
            ]
        }
        return vouched + [
            DNSServer.Zone(
                "alias.example.",
                ["alias.example. MX 10 mx.alias.example.", "mx.alias.example. CNAME mx.dane.example."]
            ),
            DNSServer.Zone(
                "plain.example.",
                [
                    "plain.example. MX 10 mx.plain.example.", "mx.plain.example. A \(address("no-tls"))",
                    "_\(port)._tcp.mx.plain.example. TLSA \(records["dane-unusable"] ?? "")",
                ]
            ),
            DNSServer.Zone("lame.example.", lame),
            DNSServer.Zone("forged.example.", addresses("forged"), isForged: true),
        ]
    }

    private static func addresses(_ state: String) -> [String] {
        ["\(state).example. MX 10 mx.\(state).example.", "mx.\(state).example. A \(address(state))"]
    }

    private static var unsigned: [String] {
        states.filter { !$0.hasPrefix("dane") && !["forged", "organisation"].contains($0) }.flatMap { state in
            addresses(state)
        } + [
            "several.example. MX 20 mx.no-tls.example.", "several.example. MX 10 mx.good.example.",
            "nowhere.example. MX 10 mx.nowhere.example.", "null-mx.example. MX 0 .",
            "other.example. MX 10 mx.other.example.", "mx.other.example. A \(address("named"))",
            "direct.example. A \(address("good"))",
            "no-mail.example. MX 0 .", "no-mail.example. MX 10 mx.good.example.",
            "unreadable.example. MX 10 bad\\032host.example.", "unreadable.example. A \(address("good"))",
            "twice.example. MX 10 mx.good.example.", "twice.example. MX 20 mx.good.example.",
        ]
    }

    private var manner: [String] {
        ["--resolver", "127.0.0.1:\(dns.port)", "--port", String(port), "--dns-trust-anchors", dns.trustAnchors]
    }

    /// How often a scripted gateway was connected to.
    func connections(_ state: String) -> Int { scripted[state]?.connections ?? 0 }

    /// Runs `tlsmandate probe` with the lab's resolver, port and root certificate.
    ///
    /// - Parameter trusted: What OpenSSL trusts by default, by its environment variables; nil: the lab's root in a file.
    func run(_ arguments: [String], trusted: [String: String]? = nil) throws -> ChildProcess.Finished {
        try ChildProcess.run(
            try Gateway.executable,
            ["probe"] + arguments + manner,
            environment: trusted ?? ["SSL_CERT_FILE": root.rootFile]
        )
    }

    func probe(_ arguments: String...) throws -> ChildProcess.Finished { try run(arguments) }

    /// As `run`, without a configuration unless one is named: the reports, and the exit code.
    func reports(_ arguments: String...) throws -> (reports: [[String: Any]], code: Int32?, errors: String) {
        let isConfigured = arguments.contains("--config")
        let none = isConfigured ? [] : ["--config", folder.path("none.yaml")]
        let end = try run(["--format", "json"] + none + arguments)
        let objects = end.standardOutput.split(separator: "\n").compactMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        guard case .exited(let code) = end.status else { return (objects, nil, end.standardError) }
        return (objects, code, end.standardError)
    }
}

/// Starts the lab before the suite's first test, and stops it after the last.
struct ProbeLabTrait: SuiteTrait, TestScoping {
    @TaskLocal static var lab: ProbeLab?

    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await Self.$lab.withValue(try ProbeLab()) { try await function() }
    }
}

extension Trait where Self == ProbeLabTrait {
    static var probeLab: Self { Self() }
}
