package import MandateCore

/// Whose report it is, of which month and which agreements.
package struct ReportSubject: Sendable {
    package var organisation: String
    package var month: ReportMonth
    /// The agreements as the register has them now, in its order.
    package var agreements: [Agreement]
    /// The names that were asked for; nil: all agreements, also those that the register has no more.
    package var selection: Set<String>?
    /// The digest of the register that ``agreements`` are of.
    package var register: String
    /// Which decisions the journal is set to keep.
    package var recording: DecisionSettings.Recording
    /// Whose addresses the journal is set to keep whole.
    package var addresses: AddressKeeping
    /// When the report is made.
    package var now: Timestamp

    package init(
        organisation: String,
        month: ReportMonth,
        agreements: [Agreement],
        selection: Set<String>? = nil,
        register: String,
        recording: DecisionSettings.Recording = .agreements,
        addresses: AddressKeeping = .violations,
        now: Timestamp
    ) {
        self.organisation = organisation
        self.month = month
        self.agreements = agreements
        self.selection = selection
        self.register = register
        self.recording = recording
        self.addresses = addresses
        self.now = now
    }

    /// Whether records of an agreement, or of none, belong to the report.
    func includes(_ agreement: String?) -> Bool {
        guard let selection else { return true }
        return agreement.map(selection.contains) ?? false
    }
}
