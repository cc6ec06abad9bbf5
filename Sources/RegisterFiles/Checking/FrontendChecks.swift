internal import MandateCore

/// What no listening front end can see or do is an error: a demand that nobody checks looks like one that is kept.
enum FrontendChecks {
    static func check(_ read: ReadAgreement, source: SourceFile, configuration: Configuration) {
        let agreement = read.agreement
        checkClasses(read, source: source, configuration: configuration)
        if agreement.needsMilter, agreement.mode != .off, !configuration.frontends.contains(.milter) {
            let (key, position) = milterKey(read)
            source.error(
                "\(key) needs the message itself, which only a milter sees, and none listens: add listen.milter",
                at: position
            )
        }
        for (section, demands, reader) in [
            ("inbound", agreement.inbound, read.positions.inbound), ("relay", agreement.relay, read.positions.relay),
        ] {
            guard let demands, let reader else { continue }
            checkPolicyOnly(section, demands, reader, agreement: agreement, configuration: configuration)
        }
    }

    /// Classes are the milter's.
    static func check(_ result: ConfigurationReading.Result, source: SourceFile) {
        guard !result.configuration.frontends.contains(.milter) else { return }
        for name in result.configuration.classes.map(\.name) {
            source.error(
                "class '\(name)' is read from the message's header, which only a milter sees, and none listens: add listen.milter",
                at: result.classPositions[name] ?? result.listenPosition
            )
        }
        if result.configuration.frontends.isEmpty, !source.hasErrors {
            source.warning("nothing listens: no mail server can ask; add listen.policy", at: result.listenPosition)
        }
    }

    private static func checkClasses(_ read: ReadAgreement, source: SourceFile, configuration: Configuration) {
        guard case .classes(let names) = read.agreement.appliesTo else { return }
        let known = configuration.classes.map(\.name)
        for name in names where !known.contains(name) {
            let suggestion = Suggestion.ending(for: name, among: known)
            source.error("there is no class '\(name)' in the configuration\(suggestion)", at: read.positions.appliesTo)
        }
    }

    private static func milterKey(_ read: ReadAgreement) -> (String, Position) {
        if read.agreement.appliesTo != .all { return ("'applies-to'", read.positions.appliesTo) }
        if read.agreement.endToEndExempt { return ("'end-to-end-exempt'", read.positions.endToEndExempt) }
        return ("identify-by: header-from", read.positions.identifyBy)
    }

    /// A fingerprint is seen, and a filter is chosen, by the policy service alone.
    private static func checkPolicyOnly(
        _ section: String,
        _ demands: SessionDemands,
        _ reader: MappingReader,
        agreement: Agreement,
        configuration: Configuration
    ) {
        let hasPolicy = configuration.frontends.contains(.policy)
        let isOnlyOther = !configuration.frontends.isEmpty && !hasPolicy
        if demands.level == .fingerprint, isOnlyOther || agreement.needsMilter {
            reader.source.error(
                agreement.needsMilter
                    ? "level fingerprint cannot be checked by the milter, and this agreement is the milter's"
                    : "level fingerprint is seen by the policy service alone, and none listens: add listen.policy",
                at: reader.keyPosition("level")
            )
        }
        let seesNoSession = isOnlyOther && !configuration.frontends.contains(.milter)
        if seesNoSession, demands.level != .fingerprint, !demands.response.isFilter {
            reader.source.error(
                "no front end that sees sessions listens: add listen.policy",
                at: reader.keyPosition("level")
            )
        }
        if demands.response.isFilter, isOnlyOther || agreement.needsMilter {
            reader.source.error(
                agreement.needsMilter
                    ? "a milter cannot choose a filter, and this agreement is the milter's"
                    : "only the policy service can choose a filter, and none listens: add listen.policy",
                at: reader.keyPosition("on-violation")
            )
        }
    }
}

extension SessionDemands.Response {
    fileprivate var isFilter: Bool { if case .filter = self { true } else { false } }
}
