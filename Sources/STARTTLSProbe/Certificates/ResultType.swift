/// The names of failures that senders report (RFC 8460, section 4.3: "STARTTLS Validation Result Types").
package enum ResultType: String, Codable, Sendable {
    case starttlsNotSupported = "starttls-not-supported"
    case certificateHostMismatch = "certificate-host-mismatch"
    case certificateExpired = "certificate-expired"
    case certificateNotTrusted = "certificate-not-trusted"
    case tlsaInvalid = "tlsa-invalid"
    case dnssecInvalid = "dnssec-invalid"
    case daneRequired = "dane-required"
    /// A failure with no name of its own, as a protocol that is too old.
    case validationFailure = "validation-failure"
}

/// Something that is wrong with a certificate, for a reader.
package struct CertificateProblem: Codable, Equatable, Hashable, Sendable {
    package let result: ResultType
    /// OpenSSL's code (X509_STORE_CTX_get_error(3)); nil: not OpenSSL's finding.
    package let code: Int?
    /// Where in the chain, the gateway's own certificate being 0.
    package let depth: Int
    /// What is wrong, in plain words.
    package let text: String
    /// What the gateway's operator has to do.
    package let remedy: String

    package init(result: ResultType, code: Int? = nil, depth: Int = 0, text: String, remedy: String) {
        self.result = result
        self.code = code
        self.depth = depth
        self.text = text
        self.remedy = remedy
    }
}
