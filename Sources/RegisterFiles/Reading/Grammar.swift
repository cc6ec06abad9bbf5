/// The keys of the register's files, the one list of them: a key that is not here is an error where it is written, and one that
/// is here is described in tlsmandate.yaml(5) or tlsmandate-agreement(5).
package struct Grammar: Sendable {
    /// Keys by the path of the mapping that they stand in, in the order in which messages list them. The file itself has the
    /// empty path; `NAME` stands for a name that the administrator chooses.
    package let mappings: [String: [String]]

    /// The keys of a mapping.
    subscript(path: String) -> [String] { mappings[path] ?? [] }

    /// `tlsmandate.yaml`.
    package static let configuration = Grammar(mappings: [
        "": [
            "organisation", "listen", "agreements", "exempt-networks", "journal", "journal-sync", "journal-records",
            "journal-keep", "mail-log", "log-addresses", "replies", "classes",
        ],
        "organisation": ["name", "domains", "contact"],
        "listen": ["policy", "milter", "socketmap"],
        "replies": ["reject", "defer"],
        "classes.NAME": ["headers", "subject", "senders", "needs", "on-violation"],
    ])

    /// An agreement's file.
    package static let agreement = Grammar(mappings: [
        "": [
            "partner", "reference", "contacts", "mode", "valid", "domains", "domains-file", "applies-to",
            "end-to-end-exempt", "gateways", "identify-by", "inbound", "relay", "outbound", "ours",
        ],
        "valid": ["from", "until"],
        "inbound": [
            "mode", "level", "minimum-protocol", "minimum-bits", "exclude-ciphers", "clients", "certificate",
            "on-violation",
        ],
        "inbound.certificate": ["subjects", "issuers", "fingerprints"],
        "relay": [
            "mode", "level", "minimum-protocol", "minimum-bits", "exclude-ciphers", "certificate", "on-violation",
        ],
        "relay.certificate": ["subjects", "issuers", "fingerprints"],
        "outbound": [
            "mode", "level", "match", "minimum-protocol", "minimum-bits", "exclude-ciphers", "certificate",
            "trust-anchors", "route",
        ],
        "outbound.certificate": ["subjects", "issuers", "fingerprints"],
        "ours": ["minimum-protocol", "minimum-bits", "exclude-ciphers", "certificate"],
        "ours.certificate": ["subjects", "issuers", "name", "validation"],
    ])
}
