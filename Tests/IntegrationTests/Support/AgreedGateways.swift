import Foundation
import MailLab
import Testing

/// The gateways of one file of Cases/gateways, and the register that holds its agreement alone.
final class AgreedGateways {
    private let lab: GatewayLab
    private let folder: TemporaryFolder
    private let agreed: GatewayCase
    private let hosts: [String]
    private var sinks: [TLSSink] = []

    init(_ file: String, _ agreed: GatewayCase, in lab: GatewayLab) throws {
        self.lab = lab
        self.agreed = agreed
        hosts = agreed.words("hosts")
        folder = try TemporaryFolder()
        for index in hosts.indices {
            let address = GatewayLab.address(agreed, file, index)
            sinks.append(try TLSSink(host: address, port: lab.port, TLSSink.Settings(tls: nil)))
        }
        try configure(try agreed.required("agreement"))
    }

    deinit { folder.remove() }

    /// The agreement as it is shipped, but for the port.
    private func configure(_ name: String) throws {
        let shipped = Gateway.shipped.appending(path: "agreements.d/\(name).yaml")
        let invented = try Gateway.cases("gateways/agreements.d/\(name).yaml")
        let file = FileManager.default.fileExists(atPath: shipped.path) ? shipped : invented
        var text = try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(of: ":25\"", with: ":\(lab.port)\"")
            .replacingOccurrences(of: "@PORT@", with: String(lab.port))
        if text.contains("@PIN@") {
            let certificate = try #require(try lab.certificate(agreed, for: hosts[0]))
            text = text.replacingOccurrences(of: "@PIN@", with: "sha256:" + certificate.fingerprint.certificate)
        }
        let register = try folder.folder("agreements.d")
        try register.write(text, to: name + ".yaml")
        try register.write("below.every.example\n", to: "every.domains")
        let anchors = try #require(lab.roots["anchors"]).rootFile
        try register.folder("ca").write(try String(contentsOfFile: anchors, encoding: .utf8), to: "partner.pem")
        let own = agreed["probe"] == "--self" ? try agreed.required("mx") : "us.example"
        try folder.write(
            """
            organisation: { name: Example GmbH, domains: [\(own)], contact: postmaster@\(own) }
            listen: { policy: ["unix:policy.sock"] }

            """,
            to: "tlsmandate.yaml"
        )
    }

    /// What the program says of the gateways, the last of which is as `one` has it.
    func probe(_ one: GatewayCase) throws -> Answer {
        for (index, host) in hosts.enumerated() {
            let state = index == hosts.count - 1 ? one : agreed
            let tls = try state.tls(try lab.certificate(state, for: host))
            sinks[index].become(TLSSink.Settings(tls: tls, patience: state["patience"].flatMap(Int.init)))
        }
        var arguments = ["probe"] + one.words("probe") + ["--config", folder.path("tlsmandate.yaml")]
        arguments += ["--resolver", "127.0.0.1:\(lab.dns.port)", "--port", String(lab.port), "--format", "json"]
        arguments += ["--dns-trust-anchors", lab.dns.trustAnchors]
        if one["weak"] == "yes" { arguments.append("--weak") }
        if let list = one["list"] { arguments += ["--crl", try self.list(list, one)] }
        let end = try ChildProcess.run(
            try Gateway.executable,
            arguments,
            environment: ["SSL_CERT_FILE": try #require(lab.roots["trusted"]).rootFile]
        )
        return try Answer(end)
    }

    private func list(_ kind: String, _ one: GatewayCase) throws -> String {
        if kind == "foreign" { return try lab.foreignList() }
        let last = try lab.certificate(one, for: try #require(hosts.last))
        return try lab.revocationLists(one, shown: [agreed], revoked: kind == "revoked" ? last : nil)
    }

    /// What the program printed.
    struct Answer {
        /// A demand beside what was found at a gateway.
        struct Row {
            let gateway: String
            let demand: String
            let found: String
            let verdict: String
        }

        /// Of each report.
        let rows: [[Row]]
        let warnings: [String]
        let code: Int32?
        let errors: String

        fileprivate init(_ end: ChildProcess.Finished) throws {
            let reports = try end.standardOutput.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            rows = reports.map { report in
                (report["demands"] as? [[String: Any]] ?? []).map { demand in
                    func text(_ key: String) -> String { demand[key] as? String ?? "" }
                    return Row(
                        gateway: text("gateway"),
                        demand: text("demand"),
                        found: text("found"),
                        verdict: text("verdict")
                    )
                }
            }
            warnings = reports.flatMap { $0["warnings"] as? [String] ?? [] }
            errors = end.standardError
            if case .exited(let code) = end.status { self.code = code } else { code = nil }
        }
    }
}
