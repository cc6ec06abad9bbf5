internal import MandateCore

/// What the report calls things that mail servers have short names for.
extension Outcome {
    var words: String {
        switch self {
        case .kept: "Kept"
        case .wouldHave: "Would have been stopped"
        case .redirected: "Redirected"
        case .held: "Held"
        case .refusedForNow: "Refused for now"
        case .refused: "Refused"
        }
    }

    /// As in "6 were refused".
    var wereWords: String {
        switch self {
        case .kept: "kept what was agreed"
        case .wouldHave: "would have been stopped, had the agreement not been in testing"
        case .redirected: "sent on through an encrypting gateway"
        case .held: "held for an administrator"
        case .refusedForNow: "refused for the time being"
        case .refused: "refused"
        }
    }
}

/// A TLS version for a reader: `TLS 1.3` for `TLSv1.3`; empty for no TLS.
func versionWords(_ name: String) -> String {
    if name.isEmpty { return "No TLS" }
    if name == ProtocolVersion.tls10.rawValue { return "TLS 1.0" }
    for prefix in ["TLSv", "SSLv"] where name.hasPrefix(prefix) { return prefix.prefix(3) + " " + name.dropFirst(4) }
    return name
}

extension Delivery.Verdict {
    var words: String {
        switch self {
        case .verified: "Verified"
        case .trusted: "Trusted"
        case .untrusted: "Untrusted"
        case .anonymous: "Anonymous"
        case .unknown: "Not told"
        case .none: "Not encrypted"
        }
    }

    var meaning: String {
        switch self {
        case .verified:
            "Encrypted; the gateway's certificate is from a trusted issuer and bears the name that was asked for."
        case .trusted: "Encrypted; the certificate is from a trusted issuer, its name was not asked for."
        case .untrusted: "Encrypted; the certificate is not from a trusted issuer."
        case .anonymous: "Encrypted; the gateway showed no certificate."
        case .unknown: "The log does not tell how the connection was protected."
        case .none: "The connection was not encrypted."
        }
    }
}
