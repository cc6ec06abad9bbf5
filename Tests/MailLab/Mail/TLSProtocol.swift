import COpenSSL

/// The TLS versions, spelt as Postfix's attribute `encryption_protocol` spells them; "TLSv1" is 1.0.
package enum TLSProtocol: String, Sendable, CaseIterable {
    case tls1_0 = "TLSv1"
    case tls1_1 = "TLSv1.1"
    case tls1_2 = "TLSv1.2"
    case tls1_3 = "TLSv1.3"

    /// OpenSSL's number for it.
    var number: Int32 {
        switch self {
        case .tls1_0: TLS1_VERSION
        case .tls1_1: TLS1_1_VERSION
        case .tls1_2: TLS1_2_VERSION
        case .tls1_3: TLS1_3_VERSION
        }
    }
}
