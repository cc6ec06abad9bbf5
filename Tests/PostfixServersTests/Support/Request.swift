/// A policy request, with the attributes that Postfix 3.7 sends in their order.
struct Request: Sendable, CustomStringConvertible {
    private var lines: [(name: String, value: String)]

    /// An unencrypted session in which partner.example hands over a message for example.com.
    static let plaintext = Request(
        """
        request=smtpd_access_policy
        protocol_state=RCPT
        protocol_name=ESMTP
        client_address=192.0.2.25
        client_name=mailout.partner.example
        client_port=43210
        reverse_client_name=mailout.partner.example
        server_address=198.51.100.1
        server_port=25
        helo_name=mailout.partner.example
        sender=anna@partner.example
        recipient=berta@example.com
        recipient_count=0
        queue_id=
        instance=5d1f.65f0a1b2.3c4d5.0
        size=12345
        etrn_domain=
        stress=
        sasl_method=
        sasl_username=
        sasl_sender=
        ccert_subject=
        ccert_issuer=
        ccert_fingerprint=
        ccert_pubkey_fingerprint=
        encryption_protocol=
        encryption_cipher=
        encryption_keysize=0
        policy_context=
        """
    )

    /// The same, encrypted as an agreement asks by default.
    static let encrypted = plaintext.with([
        "encryption_protocol": "TLSv1.3", "encryption_cipher": "TLS_AES_256_GCM_SHA384", "encryption_keysize": "256",
    ])

    /// A request that no agreement has to do with.
    static let unrelated = plaintext.with(["sender": "carla@elsewhere.example"])

    /// The same as ``encrypted``, with a certificate that Postfix could verify.
    static let certified = encrypted.with([
        "ccert_subject": "mailout.partner.example", "ccert_issuer": "D-TRUST+20SSL+20Class+203+20CA+201+202009",
        "ccert_fingerprint": fingerprint, "ccert_pubkey_fingerprint": keyFingerprint,
    ])

    static let fingerprint = Array(repeating: "5F", count: 32).joined(separator: ":")
    static let keyFingerprint = Array(repeating: "A0", count: 32).joined(separator: ":")
    static let md5Fingerprint = Array(repeating: "5F", count: 16).joined(separator: ":")

    private init(_ text: String) {
        lines = text.split(separator: "\n").map { line in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts[1]))
        }
    }

    /// The request with other values; an attribute that it does not have is added.
    func with(_ values: [String: String]) -> Request {
        var request = self
        for (name, value) in values {
            if let index = request.lines.firstIndex(where: { $0.name == name }) {
                request.lines[index].value = value
            } else {
                request.lines.append((name, value))
            }
        }
        return request
    }

    func without(_ name: String) -> Request {
        var request = self
        request.lines.removeAll { $0.name == name }
        return request
    }

    /// The request with its attributes in another order.
    func reordered(_ order: ([(name: String, value: String)]) -> [(name: String, value: String)]) -> Request {
        var request = self
        request.lines = order(lines)
        return request
    }

    /// As it is sent, with the empty line that ends it.
    var text: String { lines.map { "\($0.name)=\($0.value)\n" }.joined() + "\n" }

    var description: String { text }
}
