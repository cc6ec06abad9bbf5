/// One way in which a session or a message falls short of what was agreed. The raw values are the contract's codes.
package enum Violation: String, CaseIterable, Hashable, Sendable {
    case sessionNotEncrypted = "session-not-encrypted"
    case protocolTooOld = "protocol-too-old"
    case sessionKeyTooShort = "session-key-too-short"
    case cipherExcluded = "cipher-excluded"
    case certificateMissing = "certificate-missing"
    case certificateNotTrusted = "certificate-not-trusted"
    case certificateNameMismatch = "certificate-name-mismatch"
    case certificateIssuerMismatch = "certificate-issuer-mismatch"
    case certificateFingerprintMismatch = "certificate-fingerprint-mismatch"
    case noAgreement = "no-agreement"
    case endToEndRequired = "end-to-end-required"

    /// The violation in words for a reply text: ASCII, and nothing that the sender may not know.
    package var words: String {
        switch self {
        case .sessionNotEncrypted: "the session is not encrypted"
        case .protocolTooOld: "the TLS protocol version is too old"
        case .sessionKeyTooShort: "the session key is too short"
        case .cipherExcluded: "the cipher is excluded"
        case .certificateMissing: "no client certificate was presented"
        case .certificateNotTrusted: "the client certificate is not trusted"
        case .certificateNameMismatch: "the client certificate bears another name"
        case .certificateIssuerMismatch: "the client certificate has another issuer"
        case .certificateFingerprintMismatch: "the client certificate is not the agreed one"
        case .noAgreement: "no agreement secures the way to a recipient"
        case .endToEndRequired: "the message is not end-to-end encrypted"
        }
    }
}
