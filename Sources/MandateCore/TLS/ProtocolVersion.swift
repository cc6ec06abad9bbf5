/// A version of SSL or TLS that OpenSSL can name.
///
/// The names are those of `SSL_get_version(3)`, which both Postfix (`encryption_protocol`) and Sendmail (`{tls_version}`) hand
/// over; `TLSv1` means 1.0. Versions order by age.
package enum ProtocolVersion: String, CaseIterable, Comparable, Sendable {
    case ssl2 = "SSLv2"
    case ssl3 = "SSLv3"
    case tls10 = "TLSv1"
    case tls11 = "TLSv1.1"
    case tls12 = "TLSv1.2"
    case tls13 = "TLSv1.3"

    package static func < (left: Self, right: Self) -> Bool { left.age < right.age }

    private var age: Int {
        switch self {
        case .ssl2: 0
        case .ssl3: 1
        case .tls10: 2
        case .tls11: 3
        case .tls12: 4
        case .tls13: 5
        }
    }
}
