/// A certificate of a gateway's chain, as a report shows it.
package struct Certificate: Codable, Equatable, Sendable {
    /// The distinguished names as RFC 2253 writes them.
    package var subject: String
    package var issuer: String
    package var commonName: String?
    package var organisation: String?
    /// The subject's alternative names of type DNS.
    package var names: [String]
    package var issuerCommonName: String?
    package var issuerOrganisation: String?
    /// RFC 3339.
    package var notBefore: String
    package var notAfter: String
    /// RSA, EC, …
    package var keyType: String
    package var keyBits: Int
    package var signatureAlgorithm: String
    /// SHA-256 over the certificate and over its public key, as Postfix prints them.
    package var fingerprint: String
    package var publicKeyFingerprint: String
    /// Object identifiers of the certificate policies (RFC 5280, section 4.2.1.4).
    package var policies: [String]
    /// What extended validation has in the subject besides the organisation (EV Guidelines, section 9.2).
    package var businessCategory: String?
    package var serialNumber: String?
    package var jurisdictionCountry: String?
    package var isSelfIssued: Bool

    enum CodingKeys: String, CodingKey {
        case subject, issuer, organisation, names, fingerprint, policies
        case commonName = "common_name"
        case issuerCommonName = "issuer_common_name"
        case issuerOrganisation = "issuer_organisation"
        case notBefore = "not_before"
        case notAfter = "not_after"
        case keyType = "key_type"
        case keyBits = "key_bits"
        case signatureAlgorithm = "signature_algorithm"
        case publicKeyFingerprint = "public_key_fingerprint"
        case businessCategory = "business_category"
        case serialNumber = "serial_number"
        case jurisdictionCountry = "jurisdiction_country"
        case isSelfIssued = "self_issued"
    }
}

extension Certificate {
    /// The names that a mail server compares: the alternative names, or, where there is none, the common name (Postfix,
    /// tls_client.c; RFC 6125, section 6.4.4).
    package var comparedNames: [String] { names.isEmpty ? commonName.map { [$0] } ?? [] : names }

    /// The issuer as agreements name it: its common name, else its organisation.
    package var issuerName: String? { issuerCommonName ?? issuerOrganisation }

    /// The name that `subjects` are held against: the common name; a certificate without one is known by its alternative names.
    package var subjectNames: [String] { commonName.map { [$0] } ?? names }
}
