internal import MandateCore

/// The records of what was not kept, as many of them as ``ReportLimits`` has room for, each whole.
struct RefusalList {
    /// A record's name is unique within a journal, and a report may be of several.
    struct Key: Hashable {
        let id: RecordID
        let host: String

        init(_ record: DecisionRecord) {
            id = record.id
            host = record.host
        }
    }

    private let limits: ReportLimits
    private var listed: [Key: DecisionRecord] = [:]
    private var totals: [String?: Int] = [:]
    private var counts: [String?: Int] = [:]
    private var octets = 0

    init(_ limits: ReportLimits) { self.limits = limits }

    mutating func add(_ record: DecisionRecord) {
        totals[record.agreement, default: 0] += 1
        let size = record.textSize
        guard listed.count < limits.refusals, counts[record.agreement, default: 0] < limits.refusalsPerAgreement,
            octets + size <= limits.refusalOctets
        else { return }
        listed[Key(record)] = record
        counts[record.agreement, default: 0] += 1
        octets += size
    }

    /// Takes out what another record stands before.
    mutating func remove(_ keys: [Key], agreement: String?) {
        totals[agreement, default: 0] -= keys.count
        for key in keys {
            guard let record = listed.removeValue(forKey: key) else { continue }
            counts[agreement, default: 0] -= 1
            octets -= record.textSize
        }
    }

    /// How many there are of an agreement, listed or not.
    func total(_ agreement: String?) -> Int { totals[agreement] ?? 0 }

    /// Those that are listed, by agreement, in the order of time.
    var byAgreement: [String?: [DecisionRecord]] {
        Dictionary(grouping: listed.values, by: \.agreement).mapValues { $0.sorted { $0.id < $1.id } }
    }
}

extension DecisionRecord {
    /// The octets of those of its texts that strangers choose.
    fileprivate var textSize: Int {
        let texts = [
            sender, reply, messageID, clientName, heloName, certificateSubject, certificateIssuer, saslUsername,
        ]
        return (texts.compactMap { $0 } + recipients).reduce(512) { $0 + $1.utf8.count }
    }
}
