import MailLab
import Testing

/// The CAs and certificates of the files of Cases/gateways, each made once.
struct GatewayCertificates {
    let roots: [String: CertificateAuthority]
    let folder: TemporaryFolder
    private var authorities: [String: CertificateAuthority] = [:]
    private var certificates: [String: TestCertificate] = [:]

    init(roots: [String: CertificateAuthority], folder: TemporaryFolder) {
        self.roots = roots
        self.folder = folder
    }

    /// The CA of a gateway's certificate; nil: the certificate's own key signs.
    mutating func authority(_ one: GatewayCase) throws -> CertificateAuthority? {
        let issuer = try one.required("issuer")
        guard issuer != "self" else { return nil }
        let above = one["root"] ?? "trusted"
        if let known = authorities["\(above) \(issuer)"] { return known }
        let root = try #require(roots[above], "\(one.title): root")
        let name = String(issuer.drop { $0 != " " }.dropFirst())
        let made =
            issuer.hasPrefix("O ") ? try root.intermediate(nil, organisation: name) : try root.intermediate(name)
        authorities["\(above) \(issuer)"] = made
        return made
    }

    /// nil: the gateway has none.
    mutating func certificate(_ one: GatewayCase, for host: String) throws -> TestCertificate? {
        guard let request = try one.request(for: host) else { return nil }
        let key = one.identity(for: host)
        if let known = certificates[key] { return known }
        let made =
            try authority(one)?.issue(request)
            ?? CertificateAuthority.selfSigned(request, in: try folder.folder("self"))
        certificates[key] = made
        return made
    }
}
