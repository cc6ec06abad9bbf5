/// The attributes that Postfix sends in a policy request, in its order (src/smtpd/smtpd_check.c, check_policy_service).
///
/// The order means nothing to the service. Attributes that are not listed here are checked for form and ignored.
package enum PolicyAttribute: Int, CaseIterable, Sendable {
    case request, protocolState, protocolName, clientAddress, clientName, clientPort, reverseClientName
    case serverAddress, serverPort, heloName, sender, recipient, recipientCount, queueID, instance, size, etrnDomain,
        stress
    case saslMethod, saslUsername, saslSender
    case certificateSubject, certificateIssuer, certificateFingerprint, keyFingerprint
    case encryptionProtocol, encryptionCipher, encryptionKeySize
    case tlsServerName, policyContext, compatibilityLevel, mailVersion

    /// Postfix's name.
    package var name: StaticString {
        switch self {
        case .request: "request"
        case .protocolState: "protocol_state"
        case .protocolName: "protocol_name"
        case .clientAddress: "client_address"
        case .clientName: "client_name"
        case .clientPort: "client_port"
        case .reverseClientName: "reverse_client_name"
        case .serverAddress: "server_address"
        case .serverPort: "server_port"
        case .heloName: "helo_name"
        case .sender: "sender"
        case .recipient: "recipient"
        case .recipientCount: "recipient_count"
        case .queueID: "queue_id"
        case .instance: "instance"
        case .size: "size"
        case .etrnDomain: "etrn_domain"
        case .stress: "stress"
        case .saslMethod: "sasl_method"
        case .saslUsername: "sasl_username"
        case .saslSender: "sasl_sender"
        case .certificateSubject: "ccert_subject"
        case .certificateIssuer: "ccert_issuer"
        case .certificateFingerprint: "ccert_fingerprint"
        case .keyFingerprint: "ccert_pubkey_fingerprint"
        case .encryptionProtocol: "encryption_protocol"
        case .encryptionCipher: "encryption_cipher"
        case .encryptionKeySize: "encryption_keysize"
        case .tlsServerName: "tls_sni"
        case .policyContext: "policy_context"
        case .compatibilityLevel: "compatibility_level"
        case .mailVersion: "mail_version"
        }
    }

    /// The largest value of an attribute that is a decimal number; nil for text. (Ports are text: Postfix sends `unknown`.)
    var largestNumber: UInt64? {
        switch self {
        case .recipientCount, .size: .max
        case .encryptionKeySize: PolicyLimits.keySize
        default: nil
        }
    }

    /// Finds the attribute of a line that reads `name=value`.
    ///
    /// - Parameters:
    ///   - name: The octets of the name.
    ///   - guess: The attribute that Postfix would send here; a right guess saves the search.
    static func find(_ name: Span<UInt8>, guess: Int) -> PolicyAttribute? {
        if let likely = PolicyAttribute(rawValue: guess), name.isText(likely.name) { return likely }
        return allCases.first { name.isText($0.name) }
    }
}
