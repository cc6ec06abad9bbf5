import MailLab

/// The certificates of the tests' sessions.
final class Certificates {
    let server: TestCertificate
    /// The file with the CA that Postfix trusts.
    let trusted: String
    let selfSigned: TestCertificate

    private let root: CertificateAuthority
    private let agreed: CertificateAuthority
    private let other: CertificateAuthority
    private let foreign: CertificateAuthority
    private var issued: [String: TestCertificate] = [:]

    enum Failure: Error {
        case unknownKind(String)
    }

    init(in folder: TemporaryFolder) throws {
        root = try .root(in: try folder.folder("ca"))
        agreed = try root.intermediate("D-TRUST SSL Class 3 CA 1 2009")
        other = try root.intermediate("Some Other CA")
        foreign = try .root("Foreign CA", in: try folder.folder("foreign"))
        server = try root.issue(CertificateRequest("mx.example.com", purpose: .server))
        selfSigned = try CertificateAuthority.selfSigned(
            CertificateRequest("mail.pinned.example", purpose: .client),
            in: try folder.folder("self")
        )
        trusted = root.rootFile
    }

    /// A client certificate of one of the kinds of Cases/README.md; nil for `none`.
    func client(_ kind: String, name: String) throws -> TestCertificate {
        if let known = issued[kind + name] { return known }
        let certificate =
            switch kind {
            case "good": try agreed.issue(CertificateRequest(name, purpose: .client))
            case "other-issuer": try other.issue(CertificateRequest(name, purpose: .client))
            case "foreign": try foreign.issue(CertificateRequest(name, purpose: .client))
            case "expired": try agreed.issue(CertificateRequest(name, purpose: .client, validity: .expired))
            case "self-signed": selfSigned
            default: throw Failure.unknownKind(kind)
            }
        issued[kind + name] = certificate
        return certificate
    }
}
