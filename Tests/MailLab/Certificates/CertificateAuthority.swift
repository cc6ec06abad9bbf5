import Foundation

/// A certificate authority of the lab, made with the command openssl. Its own keys are ECDSA P-256: those are made quickly.
///
/// Every certificate has a folder of its own inside the authority's, so that tests may ask one authority for several
/// at the same time. Throws `ChildProcess.Failure` where openssl refuses, `TemporaryFolder.Failure`, `OpenSSLFailure`.
package struct CertificateAuthority: Sendable {
    /// Its own certificate and key.
    package let certificate: TestCertificate
    /// PEM, the root's certificate: what a server trusts that trusts this authority (`smtpd_tls_CAfile`).
    package let rootFile: String
    private let folder: TemporaryFolder

    /// A root authority: a certificate signed by its own key.
    package static func root(_ commonName: String = "Lab Root CA", in folder: TemporaryFolder) throws -> Self {
        let request = CertificateRequest(commonName, validity: .days(3650))
        let own = try Issue(request, isAuthority: true, in: folder).signed(by: nil)
        return CertificateAuthority(certificate: own, rootFile: own.chainFile, folder: folder)
    }

    /// An authority below this one.
    package func intermediate(_ commonName: String?, organisation: String? = nil) throws -> CertificateAuthority {
        let request = CertificateRequest(commonName, organisation: organisation, validity: .days(3000))
        let own = try Issue(request, isAuthority: true, in: folder).signed(by: self)
        return CertificateAuthority(certificate: own, rootFile: rootFile, folder: folder)
    }

    /// A certificate for a server or a client, signed by this authority.
    package func issue(_ request: CertificateRequest) throws -> TestCertificate {
        try Issue(request, isAuthority: false, in: folder).signed(by: self)
    }

    /// A certificate for a server or a client, signed by its own key.
    package static func selfSigned(
        _ request: CertificateRequest,
        in folder: TemporaryFolder
    ) throws -> TestCertificate {
        try Issue(request, isAuthority: false, in: folder).signed(by: nil)
    }

    /// PEM: the intermediates up to this authority, without the root.
    var chain: String {
        get throws {
            guard certificate.chainFile != rootFile else { return "" }
            return try String(contentsOfFile: certificate.chainFile, encoding: .utf8)
        }
    }
}
