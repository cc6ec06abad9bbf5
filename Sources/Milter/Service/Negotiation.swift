/// What a filter may do to a message (libmilter's SMFIF_ flags).
struct MilterActions: OptionSet, Sendable {
    let rawValue: UInt

    /// SMFIF_QUARANTINE
    static let quarantine = Self(rawValue: 0x20)
    /// SMFIF_SETSYMLIST: the filter says which macros it wants.
    static let namesMacros = Self(rawValue: 0x100)
}

/// What the mail server leaves out, or does not wait for (libmilter's SMFIP_ flags).
struct MilterSteps: OptionSet, Sendable {
    let rawValue: UInt

    /// SMFIP_NOCONNECT
    static let noConnect = Self(rawValue: 0x1)
    /// SMFIP_NOBODY
    static let noBody = Self(rawValue: 0x10)
    /// SMFIP_NOHDRS
    static let noHeaders = Self(rawValue: 0x20)
    /// SMFIP_NOEOH
    static let noEndOfHeader = Self(rawValue: 0x40)
    /// SMFIP_NR_HDR
    static let headersWithoutReply = Self(rawValue: 0x80)
    /// SMFIP_NOUNKNOWN
    static let noUnknown = Self(rawValue: 0x100)
    /// SMFIP_SKIP: the rest of the body can be left out when enough of it was seen.
    static let canSkip = Self(rawValue: 0x400)
    /// SMFIP_NR_HELO
    static let heloWithoutReply = Self(rawValue: 0x2000)
    /// SMFIP_NR_MAIL
    static let mailWithoutReply = Self(rawValue: 0x4000)
}

/// What is agreed with a mail server about a session: only the steps that decisions need, since each one that is left out, or
/// is not waited for, saves the server a wake-up (libmilter, xxfi_negotiate).
struct Negotiation: Equatable, Sendable {
    let actions: MilterActions
    let steps: MilterSteps

    /// - Returns: nil where the server cannot do what an agreement needs: it could not hold a message.
    init?(offeredActions: MilterActions, offeredSteps: MilterSteps, plan: MilterPlan) {
        if plan.holds, !offeredActions.contains(.quarantine) { return nil }
        actions = offeredActions.intersection([.quarantine, .namesMacros])
        var wanted: MilterSteps = [
            .noConnect, .heloWithoutReply, .mailWithoutReply, .headersWithoutReply, .noEndOfHeader, .canSkip,
            .noUnknown,
        ]
        if !plan.readsHeader { wanted.insert(.noHeaders) }
        if !plan.readsBody { wanted.insert(.noBody) }
        steps = wanted.intersection(offeredSteps)
    }
}
