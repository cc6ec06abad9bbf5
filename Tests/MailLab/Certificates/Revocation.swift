import Foundation

/// What a CA publishes of certificates that it has revoked: a list (RFC 5280, section 5) and OCSP responses (RFC 6960), made
/// with the command openssl.
package struct Revocation: Sendable {
    private let folder: TemporaryFolder
    private let authority: CertificateAuthority

    /// - `revoked`: certificates of the authority's. `others`: certificates that it knows and has not revoked.
    ///
    /// Throws `ChildProcess.Failure`, `TemporaryFolder.Failure`.
    package init(
        by authority: CertificateAuthority,
        revoked: [TestCertificate],
        others: [TestCertificate] = [],
        in parent: TemporaryFolder
    ) throws {
        folder = try parent.folder("revocation-" + UUID().uuidString.prefix(8))
        self.authority = authority
        // The database of openssl-ca(1): state, end, revocation, serial number, file, subject.
        let lines =
            try revoked.map { "R\t400101000000Z\t260101000000Z\t\(try Self.serial($0))\tunknown\t/CN=x\n" }
            // Of those that are valid no two may have one subject.
            + others.map(Self.serial).map { "V\t400101000000Z\t\t\($0)\tunknown\t/CN=\($0)\n" }
        try folder.write(lines.joined(), to: "index.txt")
        try folder.write(
            """
            [ca]
            default_ca = lab
            [lab]
            database = \(folder.path("index.txt"))
            default_md = sha256
            crl_extensions = list
            [list]
            # Else, of two lists of CAs with one name, the one that is a second younger counts for both.
            authorityKeyIdentifier = keyid

            """,
            to: "openssl.cnf"
        )
    }

    /// The file of the list, PEM.
    package func list() throws -> String {
        let file = folder.path("list.pem")
        try ChildProcess.output(
            of: "openssl",
            ["ca", "-gencrl", "-crldays", "1", "-config", folder.path("openssl.cnf"), "-out", file]
                + ["-cert", authority.certificate.chainFile, "-keyfile", authority.certificate.keyFile]
        )
        return file
    }

    /// The file of an OCSP response about a certificate, DER, signed by the authority itself.
    ///
    /// - `isEndless`: whether it does not say until when it holds.
    package func response(about certificate: TestCertificate, isEndless: Bool = false) throws -> String {
        let file = folder.path("response-\(try Self.serial(certificate)).der")
        let own = authority.certificate
        let request = folder.path("request.der")
        try ChildProcess.output(
            of: "openssl",
            ["ocsp", "-issuer", own.chainFile, "-cert", certificate.chainFile, "-no_nonce", "-reqout", request]
        )
        try ChildProcess.output(
            of: "openssl",
            ["ocsp", "-index", folder.path("index.txt"), "-CA", own.chainFile, "-rsigner", own.chainFile]
                + ["-rkey", own.keyFile, "-reqin", request, "-respout", file] + (isEndless ? [] : ["-ndays", "1"])
        )
        return file
    }

    private static func serial(_ certificate: TestCertificate) throws -> String {
        try ChildProcess.output(of: "openssl", ["x509", "-noout", "-serial", "-in", certificate.chainFile])
            .trimmingCharacters(in: .whitespacesAndNewlines).replacingOccurrences(of: "serial=", with: "")
    }
}
