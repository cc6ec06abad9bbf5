package import MandateCore

/// What the register in force has a milter read of a message, found out once for all sessions.
package struct MilterPlan: Sendable {
    package let settings: DecisionSettings
    /// Whether a class or an agreement goes by the message's header.
    let readsHeader: Bool
    /// Whether one asks whether the message is end-to-end encrypted, which only its body shows.
    let readsBody: Bool
    /// Whether an agreement goes by the From field.
    let readsFrom: Bool
    /// Whether a violation is answered by holding the message.
    let holds: Bool

    package init(_ settings: DecisionSettings) {
        self.settings = settings
        let register = settings.register
        let classes = register.configuration.classes
        let agreements = register.agreements.filter { $0.mode != .off && ($0.asks(.inbound) || $0.asks(.relay)) }
        readsFrom = agreements.contains { $0.identifyBy.contains(.headerFrom) }
        readsBody = classes.contains { $0.needs == .endToEnd } || agreements.contains(where: \.endToEndExempt)
        readsHeader = !classes.isEmpty || readsBody || readsFrom
        holds =
            classes.contains { $0.response == .hold }
            || agreements.contains { agreement in
                [agreement.demands(.inbound), agreement.demands(.relay)].contains {
                    $0?.response == .hold && $0?.mode == .enforce
                }
            }
    }
}
