import Foundation
import MailLab
import Synchronization
import Testing

/// What the files of Cases/gateways need: a DNS server that leads their names to this host, and CAs.
final class GatewayLab: Sendable {
    let folder: TemporaryFolder
    let port: Int
    let dns: DNSServer
    /// What OpenSSL trusts by default, what agreements name in their trust-anchors, and what nobody knows.
    let roots: [String: CertificateAuthority]
    private let made: Mutex<GatewayCertificates>

    /// The names of the files.
    static let files = [
        "allianz", "allianz-ours", "audi", "audi-ours", "every", "every-ours", "hella", "hella-ours",
        "it-niedersachsen-ours", "pinned", "routed", "signed", "signed-ca", "tuv-rheinland", "tuv-rheinland-ours",
        "version-6",
    ]

    static func cases(_ file: String) throws -> [GatewayCase] {
        try GatewayCase.read(try Gateway.cases("gateways/\(file).gateways"))
    }

    init() throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.free()
        roots = [
            "trusted": try .root("Lab Root CA", in: try folder.folder("trusted")),
            "anchors": try .root("Partner's Root CA", in: try folder.folder("anchors")),
            "foreign": try .root("Foreign Root CA", in: try folder.folder("foreign")),
        ]
        var records: [String] = []
        var signed: [(zone: String, agreed: GatewayCase, records: [String])] = []
        for file in Self.files {
            let agreed = try #require(try Self.cases(file).first, "\(file)")
            let own = Self.records(agreed, file)
            if let zone = agreed.words("mx").first, agreed["tlsa"] != nil {
                signed.append((zone, agreed, own))
            } else {
                records += own
            }
        }
        var certificates = GatewayCertificates(roots: roots, folder: folder)
        var zones: [DNSServer.Zone] = []
        let port = port
        for (zone, agreed, records) in signed {
            let pins = try agreed.words("hosts").map { host in
                let certificate = try #require(try certificates.certificate(agreed, for: host))
                let issuer = try certificates.authority(agreed)?.certificate
                let vouched = agreed["tlsa"] == "2" ? try #require(issuer) : certificate
                let key = vouched.fingerprint.publicKey.replacingOccurrences(of: ":", with: "")
                return "_\(port)._tcp.\(host). TLSA \(try agreed.required("tlsa")) 1 1 \(key)"
            }
            zones.append(DNSServer.Zone(zone + ".", records + pins))
        }
        dns = try DNSServer(in: folder, records: records, signed: zones)
        made = Mutex(certificates)
    }

    deinit {
        dns.stop()
        folder.remove()
    }

    /// Each file has a range of addresses of its own.
    static func address(_ agreed: GatewayCase, _ file: String, _ index: Int) -> String {
        agreed["address"] ?? "127.0.\(100 + (files.firstIndex(of: file) ?? 0)).\(1 + index)"
    }

    private static func records(_ agreed: GatewayCase, _ file: String) -> [String] {
        let hosts = agreed.words("hosts")
        let addresses = hosts.enumerated().filter { !$1.contains(":") }.map { index, host in
            "\(host). A \(address(agreed, file, index))"
        }
        return addresses
            + agreed.words("mx").flatMap { entry in
                let parts = entry.split(separator: ":").map(String.init)
                let own = parts.count == 2 ? [parts[1]] : hosts
                return own.enumerated().map { "\(parts[0]). MX \(10 + $0) \($1)." }
            }
    }

    func certificate(_ one: GatewayCase, for host: String) throws -> TestCertificate? {
        try made.withLock { try $0.certificate(one, for: host) }
    }

    /// The file of the lists of the CAs that issued what the gateways show, in which one certificate may be revoked.
    func revocationLists(_ one: GatewayCase, shown: [GatewayCase], revoked: TestCertificate?) throws -> String {
        let authorities = try made.withLock { made in
            try shown.map { try made.authority($0) } + [try made.authority(one)]
        }
        var lists = ""
        var names: Set<String> = []
        for authority in authorities.compactMap({ $0 }) where names.insert(authority.certificate.chainFile).inserted {
            let isOwn = authority.certificate.chainFile == authorities.last??.certificate.chainFile
            let named = isOwn ? [revoked].compactMap { $0 } : []
            let revocation = try Revocation(by: authority, revoked: named, in: folder)
            lists += try String(contentsOfFile: try revocation.list(), encoding: .utf8)
        }
        return try folder.write(lists, to: "lists-\(UUID().uuidString.prefix(8)).pem")
    }

    /// The list of a CA that issued none of the gateways' certificates.
    func foreignList() throws -> String {
        try Revocation(by: try #require(roots["foreign"]), revoked: [], in: folder).list()
    }
}

/// Starts the lab before the suite's first test, and stops it after the last.
struct GatewayLabTrait: SuiteTrait, TestScoping {
    @TaskLocal static var lab: GatewayLab?

    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await Self.$lab.withValue(try GatewayLab()) { try await function() }
    }
}

extension Trait where Self == GatewayLabTrait {
    static var gatewayLab: Self { Self() }
}
