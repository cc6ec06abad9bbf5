internal import COpenSSL
internal import MandateCore

/// What was negotiated.
package struct TLSFacts: Codable, Equatable, Sendable {
    /// OpenSSL's names, as Postfix logs them.
    package var protocolName: String
    package var cipher: String
    /// Of the session key.
    package var bits: Int
    /// The group, as in x25519, or how else the key was agreed on.
    package var keyExchange: String

    enum CodingKeys: String, CodingKey {
        case protocolName = "protocol"
        case cipher, bits
        case keyExchange = "key_exchange"
    }
}

extension TLSChannel {
    var facts: TLSFacts {
        // The names are constants of OpenSSL's.
        TLSFacts(
            protocolName: String(cString: SSL_get_version(session)),
            cipher: SSL_CIPHER_get_name(SSL_get_current_cipher(session)).map { String(cString: $0) } ?? "none",
            bits: Int(SSL_CIPHER_get_bits(SSL_get_current_cipher(session), nil)),
            keyExchange: keyExchange
        )
    }

    /// The chain as the gateway sent it, in DER form, its own certificate first; empty: it sent none.
    var chain: [[UInt8]] {
        // Borrowed from the session, which outlives this call.
        SSL_get_peer_cert_chain(session).map(CertificateStack.octets) ?? []
    }

    private var keyExchange: String {
        let cipher = SSL_get_current_cipher(session)
        let kind = SSL_CIPHER_get_kx_nid(cipher)
        if kind == NID_kx_rsa { return "RSA" }
        var key: OpaquePointer?
        // SSL_get_peer_tmp_key is a macro for this; the key is ours to free.
        let hasKey = withUnsafeMutablePointer(to: &key) {
            SSL_ctrl(session, SSL_CTRL_GET_PEER_TMP_KEY, 0, $0) == 1
        }
        defer { EVP_PKEY_free(key) }
        guard hasKey, let key else { return Self.name(of: kind) }
        let type = EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown"
        switch type {
        case "EC":
            var group = [CChar](repeating: 0, count: 64)
            var length = 0
            // Writes at most the buffer's length, ended with a NUL.
            guard EVP_PKEY_get_group_name(key, &group, group.count, &length) == 1 else { return type }
            return group.text
        case "X25519", "X448": return type
        default: return "\(type) \(EVP_PKEY_get_bits(key)) bits"
        }
    }

    private static func name(of kind: Int32) -> String {
        OBJ_nid2sn(kind).map { String(cString: $0) } ?? "unknown"
    }
}

extension TLSChannel {
    /// The OCSP response that the gateway stapled, in DER form (RFC 6066, section 8).
    var stapledResponse: [UInt8]? {
        var octets: UnsafePointer<UInt8>?
        // SSL_get_tlsext_status_ocsp_resp is a macro for this; the octets are the session's, and are copied here.
        let count = withUnsafeMutablePointer(to: &octets) {
            SSL_ctrl(session, SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, $0)
        }
        guard count > 0, let octets else { return nil }
        return Array(UnsafeBufferPointer(start: octets, count: count))
    }
}
