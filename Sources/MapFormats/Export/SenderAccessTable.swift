package import MandateCore

/// A table for `check_sender_access`: what Postfix can ask of a partner's mail by itself while the service is down.
package enum SenderAccessTable {
    /// Which keys cover the names below a domain (postconf(5), parent_domain_matches_subdomains; access(5)).
    package enum Style: Sendable {
        /// With smtpd_access_maps in it, which is Postfix's default: `name` covers all below it, `.name` is never looked up.
        case parents
        /// Without: `.name` covers what is below.
        case dots
    }

    package static func text(
        of register: Register,
        on day: Day,
        style: Style = .parents,
        origin: TableHead.Origin,
        unicode: @escaping UnicodeForm
    ) -> String {
        var head = TableHead("Senders whose mail Postfix takes encrypted only (check_sender_access)", origin)
        head.say(
            "A fallback without the service, behind permit_mynetworks: encryption is all that it asks (reject_plaintext_session, whose answer is plaintext_reject_code 450)."
        )
        head.say(
            style == .parents
                ? "For parent_domain_matches_subdomains with smtpd_access_maps, Postfix's default: a name stands for all below it, too. Without, what is below is not asked for encryption."
                : "For parent_domain_matches_subdomains without smtpd_access_maps: a name stands for itself, .name for what is below."
        )
        let claims = ClaimedName.all(in: register, on: day)
        var lines = TableLines(unicode)
        for (key, answer) in answers(to: claims, style: style, head: &head) { lines.add(key, answer) }
        for agreement in register.agreements where register.isInForce(agreement, on: day) { gaps(of: agreement, &head) }
        return head.text + lines.text
    }

    /// Keys and answers in order; where several agreements come to one key, the strictest answer.
    private static func answers(
        to claims: [ClaimedName],
        style: Style,
        head: inout TableHead
    ) -> [(key: String, answer: String)] {
        var answers: [String: Answer] = [:]
        let known = Set(claims)
        var covered: [String: [String]] = [:]
        for claim in claims {
            let key = (style == .dots && claim.below ? "." : "") + claim.name
            let answer = Answer(claim.agreement)
            if style == .parents, answer != .nothing, !known.contains(claim.counterpart) {
                covered[claim.agreement.name, default: []].append(
                    claim.below ? claim.name : "what is below \(claim.name)"
                )
            }
            answers[key] = max(answers[key] ?? .nothing, answer)
        }
        for (agreement, names) in covered.sorted(by: { $0.key < $1.key }) {
            let shown = names.prefix(namesShown).joined(separator: ", ")
            let more = names.count > namesShown ? " and \(names.count - namesShown) more" : ""
            head.lacks(agreement, "asked as well, though not in the agreement: \(shown)\(more)")
        }
        return answers.sorted { $0.key < $1.key }.compactMap { key, answer in
            guard answer == .nothing else { return (key, answer.text) }
            // access(5): DUNNO ends the search, so that the entry of a parent does not answer.
            return isCovered(key, answers) ? (key, answer.text) : nil
        }
    }

    /// How many names a comment lists of an agreement that may have a hundred thousand.
    private static let namesShown = 5

    private static func isCovered(_ key: String, _ answers: [String: Answer]) -> Bool {
        var rest = key.drop { $0 == "." }
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if answers[String(rest)] ?? .nothing != .nothing || answers["." + rest] ?? .nothing != .nothing {
                return true
            }
        }
        return false
    }

    private static func gaps(of agreement: Agreement, _ head: inout TableHead) {
        guard agreement.demands(.inbound) != nil || agreement.demands(.relay) != nil else { return }
        if agreement.demands(.relay) != nil {
            head.lacks(agreement.name, "relay: a table of senders knows no recipients")
        }
        guard let demands = agreement.demands(.inbound) else { return }
        if agreement.needsMilter {
            head.lacks(agreement.name, "inbound: it needs the message itself, which Postfix does not look at here")
            return
        }
        guard agreement.identifyBy.contains(.sender) else {
            head.lacks(agreement.name, "inbound: its mail is known by the client, not by the sender")
            return
        }
        if agreement.identifyBy.contains(.client) {
            head.lacks(agreement.name, "clients: mail is known by its sender alone")
        }
        head.lacks(agreement.name, "minimum-protocol, minimum-bits, exclude-ciphers: not compared")
        if demands.level != .encrypt {
            head.lacks(agreement.name, "level \(demands.level.rawValue): no certificate is asked for")
        }
        if demands.response != .defer { head.lacks(agreement.name, "on-violation: refused for the time being instead") }
    }

    /// What Postfix is told of one sender; in the order of strictness.
    private enum Answer: Int, Comparable {
        case nothing, wouldRefuse, refuse

        init(_ agreement: Agreement) {
            guard let demands = agreement.demands(.inbound), !agreement.needsMilter,
                agreement.identifyBy.contains(.sender)
            else {
                self = .nothing
                return
            }
            self = demands.mode == .enforce ? .refuse : .wouldRefuse
        }

        var text: String {
            switch self {
            case .nothing: "DUNNO"
            // access(5): a restriction's name is evaluated; warn_if_reject logs, and the mail passes.
            case .wouldRefuse: "warn_if_reject reject_plaintext_session"
            case .refuse: "reject_plaintext_session"
            }
        }

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }
}
