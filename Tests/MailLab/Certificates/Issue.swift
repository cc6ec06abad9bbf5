import Foundation

/// The making of one certificate: openssl-req(1) makes the key and the request, openssl-ca(1) signs it. The latter
/// because it takes both ends of the validity, so that a certificate can be expired from the start.
struct Issue {
    private let request: CertificateRequest
    private let folder: TemporaryFolder

    init(_ request: CertificateRequest, isAuthority: Bool, in parent: TemporaryFolder) throws {
        self.request = request
        folder = try parent.folder("cert-" + UUID().uuidString.prefix(8))
        try folder.write(Self.configuration(for: request, isAuthority: isAuthority), to: "openssl.cnf")
        try folder.write("", to: "index.txt")
    }

    /// Signs with the authority's key, or, without one, with its own.
    func signed(by authority: CertificateAuthority?) throws -> TestCertificate {
        let (key, leaf) = (folder.path("key.pem"), folder.path("leaf.pem"))
        let kind = request.rsaBits.map { ["rsa:\($0)"] } ?? ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        try openssl(
            ["req", "-new", "-newkey"] + kind
                + [
                    "-nodes", "-utf8", "-keyout", key, "-out", folder.path("request.pem"), "-subj", request.subject,
                ]
        )
        let signer =
            if let own = authority?.certificate {
                ["-cert", own.chainFile, "-keyfile", own.keyFile]
            } else {
                ["-selfsign", "-keyfile", key]
            }
        let (from, until) = request.validity.bounds
        try openssl(
            ["ca", "-batch", "-notext", "-preserveDN", "-utf8", "-in", folder.path("request.pem"), "-out", leaf]
                + ["-startdate", Self.time(inDays: from), "-enddate", Self.time(inDays: until)] + signer
        )
        let chain = try String(contentsOfFile: leaf, encoding: .utf8) + (authority?.chain ?? "")
        return try TestCertificate(chainFile: folder.write(chain, to: "chain.pem"), keyFile: key)
    }

    private func openssl(_ arguments: [String]) throws {
        try ChildProcess.output(
            of: "openssl",
            arguments + ["-config", folder.path("openssl.cnf")],
            environment: ["LAB_FOLDER": folder.path]
        )
    }

    /// As ASN.1's GeneralizedTime: 20261121093000Z.
    private static func time(inDays days: Int) -> String {
        let date = Date(timeIntervalSinceNow: Double(days) * 86_400)
        return date.formatted(.iso8601).filter { $0.isNumber || $0 == "Z" }
    }

    private static func configuration(for request: CertificateRequest, isAuthority: Bool) -> String {
        """
        [req]
        distinguished_name = names
        string_mask = utf8only
        [names]
        [ca]
        default_ca = lab
        [lab]
        database = $ENV::LAB_FOLDER/index.txt
        new_certs_dir = $ENV::LAB_FOLDER
        rand_serial = yes
        unique_subject = no
        default_md = sha256
        policy = policy
        x509_extensions = extensions
        [policy]
        organizationName = optional
        commonName = optional
        businessCategory = optional
        serialNumber = optional
        jurisdictionC = optional
        [extensions]
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        \(isAuthority ? authorityExtensions : leafExtensions(request))

        """
    }

    private static let authorityExtensions = """
        basicConstraints = critical, CA:true
        keyUsage = critical, keyCertSign, cRLSign
        """

    private static func leafExtensions(_ request: CertificateRequest) -> String {
        let names = request.names.map { "DNS:\($0)" }.joined(separator: ", ")
        return """
            basicConstraints = critical, CA:false
            keyUsage = critical, digitalSignature
            extendedKeyUsage = \(request.purpose.rawValue)
            \(names.isEmpty ? "" : "subjectAltName = \(names)")
            \(request.policies.isEmpty ? "" : "certificatePolicies = \(request.policies.joined(separator: ", "))")
            """
    }
}
