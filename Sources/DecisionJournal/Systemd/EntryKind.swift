internal import MandateCore

/// What an entry of ours in systemd's journal is.
enum EntryKind: String {
    case decision, gap, completion, register, text
}

/// The kinds of entries that the message catalog explains (packaging/systemd/tlsmandate.catalog): MESSAGE_ID. They are part of
/// the contract with administrators who filter by them, and never change.
enum EntryMessage: String, CaseIterable {
    case accepted = "4e026deb1af845c8b3e182a0f533e89e"
    case held = "e000a69a8cf345d195c89da4c7edc972"
    case deferred = "a9ba6479ec804192b069a6ca5a29a21b"
    case rejected = "0b679ee91eb6466897d102bdc44b5bb9"
    case filtered = "19bb633fcc204d719005236b230a93ad"
    /// In testing: enforcing would not have accepted.
    case tested = "a7a21b57b053419ab0c1139e32a1f64f"
    case gap = "6a6429ab35154c43a28750d500881fdb"
    case completed = "4ffed28cd663481083ea08c67f3016a9"
    case register = "84b127d1841041118cf67d84680a3e0e"

    init(_ record: DecisionRecord) {
        switch record.action {
        case .accept: self = .accepted
        case _ where record.mode != .enforce: self = .tested
        case .hold: self = .held
        case .defer: self = .deferred
        case .reject: self = .rejected
        case .filter: self = .filtered
        }
    }

    /// syslog(3): a message that did not pass is worth a notice; what was lost, a warning.
    var priority: Int {
        switch self {
        case .accepted, .filtered, .completed, .register: 6
        case .held, .deferred, .rejected, .tested: 5
        case .gap: 4
        }
    }
}
