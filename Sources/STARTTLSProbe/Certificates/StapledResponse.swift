internal import COpenSSL

/// What a gateway's stapled OCSP response says of its certificate (RFC 6960).
enum StapledResponse: Equatable {
    case good, revoked
    /// It cannot be believed, or says nothing of this certificate.
    case unknown(String)

    /// How far the responder's clock may differ from ours, in seconds.
    private static let clockTolerance = 300

    /// - Parameters:
    ///   - response: In DER form.
    ///   - chain: In DER form, the gateway's own certificate first; its issuer is one of the others, sent or trusted.
    ///   - trust: Whom to trust for the responder's signature.
    init(_ response: [UInt8], chain: [[UInt8]], trust: TrustStore) {
        ERR_clear_error()
        let parsed = response.withUnsafeBufferPointer { buffer in
            // d2i_OCSP_RESPONSE reads at most `count` octets and moves a copy of the pointer.
            var position = buffer.baseAddress
            return d2i_OCSP_RESPONSE(nil, &position, buffer.count)
        }
        defer { OCSP_RESPONSE_free(parsed) }
        guard let parsed, OCSP_response_status(parsed) == OCSP_RESPONSE_STATUS_SUCCESSFUL,
            let basic = OCSP_response_get1_basic(parsed)
        else {
            self = .unknown("the stapled OCSP response cannot be read")
            return
        }
        defer { OCSP_BASICRESP_free(basic) }
        let certificates = CertificateStack(chain)
        // The stack and the store outlive the call.
        let isVerified = OCSP_basic_verify(basic, certificates.stack, trust.store, 0) == 1
        withExtendedLifetime(certificates) {}
        guard isVerified else {
            self = .unknown("the stapled OCSP response is signed by nobody who is trusted")
            return
        }
        self = Self.find(chain, in: basic)
        ERR_clear_error()
    }

    private static func find(_ chain: [[UInt8]], in basic: OpaquePointer) -> StapledResponse {
        if let leaf = chain.first.flatMap({ OwnedX509($0) }) {
            for candidate in chain.dropFirst() {
                guard let issuer = OwnedX509(candidate), X509_check_issued(issuer.pointer, leaf.pointer) == X509_V_OK
                else { continue }
                return find(leaf, issuer, in: basic)
            }
        }
        return .unknown("the issuer of the certificate was not found, for which the stapled OCSP response is")
    }

    /// Responders name certificates by SHA-1 (RFC 5019) or SHA-256.
    private static func find(
        _ leaf: borrowing OwnedX509,
        _ issuer: borrowing OwnedX509,
        in basic: OpaquePointer
    ) -> StapledResponse {
        for digest in [EVP_sha1(), EVP_sha256()] {
            let identifier = OCSP_cert_to_id(digest, leaf.pointer, issuer.pointer)
            defer { OCSP_CERTID_free(identifier) }
            var status: Int32 = 0
            var from: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
            var until: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
            // The times belong to the response, which the caller holds.
            guard OCSP_resp_find_status(basic, identifier, &status, nil, nil, &from, &until) == 1 else { continue }
            guard OCSP_check_validity(from, until, clockTolerance, -1) == 1 else {
                return .unknown("the stapled OCSP response is out of date")
            }
            switch status {
            // Without an end anybody could show it for years (RFC 6960, section 4.2.2.1).
            case V_OCSP_CERTSTATUS_GOOD where until == nil:
                return .unknown("the stapled OCSP response does not say until when it holds")
            case V_OCSP_CERTSTATUS_GOOD: return .good
            case V_OCSP_CERTSTATUS_REVOKED: return .revoked
            default: return .unknown("the CA does not know the certificate")
            }
        }
        return .unknown("the stapled OCSP response is for another certificate")
    }
}
