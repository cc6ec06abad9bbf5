import Foundation

/// What a certificate is to say.
package struct CertificateRequest: Sendable {
    /// The extended key usage. A mail server verifies a client's certificate only if it has clientAuth, or no such
    /// extension at all.
    package enum Purpose: String, Sendable {
        case server = "serverAuth"
        case client = "clientAuth"
        case both = "serverAuth, clientAuth"
    }

    /// When it is valid.
    package enum Validity: Sendable {
        /// From a day ago until in so many days.
        case days(Int)
        /// It was valid, until a day ago.
        case expired
        /// It will be, from tomorrow.
        case notYet

        /// The bounds, in days from now.
        var bounds: (from: Int, until: Int) {
            switch self {
            case .days(let count): (-1, count)
            case .expired: (-30, -1)
            case .notYet: (1, 30)
            }
        }
    }

    /// Nil for a subject without CN.
    package var commonName: String?
    /// O, the organisation.
    package var organisation: String?
    package var purpose: Purpose
    package var validity: Validity
    /// The subject's alternative names of type DNS.
    package var names: [String]
    /// Object identifiers of certificate policies, as `2.23.140.1.2.2` (organisation validated).
    package var policies: [String]
    /// Whether the subject has what extended validation puts there: business category, serial number, country of jurisdiction.
    package var isExtended: Bool
    /// Of an RSA key; nil: ECDSA P-256, which is made quickly.
    package var rsaBits: Int?

    package init(
        _ commonName: String?,
        organisation: String? = nil,
        purpose: Purpose = .both,
        validity: Validity = .days(30),
        names: [String] = [],
        policies: [String] = [],
        isExtended: Bool = false,
        rsaBits: Int? = nil
    ) {
        self.commonName = commonName
        self.organisation = organisation
        self.purpose = purpose
        self.validity = validity
        self.names = names
        self.policies = policies
        self.isExtended = isExtended
        self.rsaBits = rsaBits
    }

    /// The subject as openssl-req(1) reads it after `-subj`: `/O=…/CN=…`, with `\` before what has a meaning there.
    var subject: String {
        let extended: [(String, String?)] =
            isExtended
            ? [("businessCategory", "Private Organization"), ("serialNumber", "HRB 1"), ("jurisdictionC", "DE")] : []
        let parts = extended + [("O", organisation), ("CN", commonName)]
        return parts.compactMap { name, value in
            value.map { "/\(name)=" + $0.map { #"\/+"#.contains($0) ? #"\\#($0)"# : String($0) }.joined() }
        }.joined()
    }
}
