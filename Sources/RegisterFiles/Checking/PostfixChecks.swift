internal import MandateCore

/// Warnings of what in main.cf keeps Postfix from delivering as the register says.
package struct PostfixChecks {
    /// The parameters that are looked at.
    package static let parameters = [
        "default_transport", "relayhost", "sender_dependent_default_transport_maps", "sender_dependent_relayhost_maps",
        "smtp_dns_support_level", "smtp_tls_CAfile", "smtp_tls_CApath", "smtp_tls_fingerprint_digest",
        "smtp_tls_policy_maps", "smtp_tls_secure_cert_match", "smtp_tls_security_level", "tls_append_default_CA",
        "tls_required_enable",
        "transport_maps",
    ]

    private let settings: PostfixSettings
    private let deliveries: [(agreement: Agreement, demands: DeliveryDemands)]
    private let answersLookups: Bool
    private var diagnostics: [Diagnostic] = []

    /// - Parameter settings: Asked for only where some agreement's `outbound` is enforced; nil where there is no Postfix.
    package static func check(
        _ loaded: LoadedRegister,
        against settings: @autoclosure () -> PostfixSettings?
    ) -> [Diagnostic] {
        let deliveries = loaded.register.agreements.compactMap { agreement in
            agreement.enforcedDelivery.map { (agreement, $0) }
        }
        guard !deliveries.isEmpty, let settings = settings() else { return [] }
        var checks = PostfixChecks(settings, deliveries, answersLookups: !loaded.service.socketmap.isEmpty)
        checks.checkMaps()
        checks.checkNextHops()
        checks.checkVerification()
        checks.checkNames()
        checks.checkDANE()
        return checks.diagnostics.sorted()
    }

    private init(
        _ settings: PostfixSettings,
        _ deliveries: [(agreement: Agreement, demands: DeliveryDemands)],
        answersLookups: Bool
    ) {
        self.settings = settings
        self.deliveries = deliveries
        self.answersLookups = answersLookups
    }

    /// Whether Postfix asks, and asks us first.
    private mutating func checkMaps() {
        let maps = Self.tables(settings.value("smtp_tls_policy_maps"))
        if maps.isEmpty {
            warn(
                "smtp_tls_policy_maps",
                "smtp_tls_policy_maps is empty: no delivery is held to an agreement; name the socketmap, or an exported table"
            )
        } else if let ours = maps.firstIndex(where: { Self.isOurs($0, map: "tls-policy") }), ours > 0 {
            warn(
                "smtp_tls_policy_maps",
                "\(maps[0]) stands before the socketmap in smtp_tls_policy_maps: what it answers wins over the agreements; put the socketmap first"
            )
        } else if answersLookups, !maps.contains(where: { Self.isOurs($0, map: "tls-policy") }) {
            warn(
                "smtp_tls_policy_maps",
                "smtp_tls_policy_maps names no socketmap, though the service answers one: an exported table is as old as its export"
            )
        }
        let routes = Self.tables(settings.value("transport_maps"))
        if let names = names({ $0.demands.route != nil }) {
            if routes.isEmpty {
                warn("transport_maps", "transport_maps is empty: the route of \(names) is not taken")
            } else if answersLookups, !routes.contains(where: { Self.isOurs($0, map: "transport") }) {
                warn(
                    "transport_maps",
                    "transport_maps names no socketmap, though the service answers one: the route of \(names) is taken only where a table has it"
                )
            }
        }
        if Self.isYes(settings.value("tls_required_enable")) {
            warn(
                "tls_required_enable",
                "a sender's header 'TLS-Required: no' frees a message from every TLS policy; set tls_required_enable = no"
            )
        }
    }

    /// Postfix asks for the policy of the next hop: where that is not the partner's domain, the agreement is not asked for.
    private mutating func checkNextHops() {
        guard let names = names({ $0.demands.route == nil }) else { return }
        let relay = settings.value("relayhost")
        if !relay.isEmpty {
            warn(
                "relayhost",
                "mail for the partners goes to the relayhost \(relay), for whose TLS policy Postfix asks instead of that of \(names): let the relay keep the agreements, or give each a route"
            )
        }
        if let colon = settings.value("default_transport").firstIndex(of: ":"),
            settings.value("default_transport")[colon...].count > 1
        {
            warn(
                "default_transport",
                "default_transport names a next hop, for whose TLS policy Postfix asks instead of that of \(names): let it keep the agreements, or give each a route"
            )
        }
        for map in ["sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps"]
        where !settings.value(map).isEmpty {
            warn(
                map,
                "where \(map) gives a sender another next hop, Postfix does not ask for the TLS policy of \(names)"
            )
        }
    }

    /// Whether Postfix can verify what agreements have it verify.
    private mutating func checkVerification() {
        let levels: Set<SecurityLevel> = [.verify, .secure]
        let hasCAs =
            !settings.value("smtp_tls_CAfile").isEmpty || !settings.value("smtp_tls_CApath").isEmpty
            || Self.isYes(settings.value("tls_append_default_CA"))
        if !hasCAs, let names = names({ levels.contains($0.demands.level) && $0.demands.trustAnchors == nil }) {
            warn(
                "smtp_tls_CAfile",
                "Postfix trusts no CA, so all mail under \(names) is deferred; set smtp_tls_CAfile"
            )
        }
        let digest = settings.value("smtp_tls_fingerprint_digest")
        if digest != "sha256", let names = names({ $0.demands.level == .fingerprint }) {
            warn(
                "smtp_tls_fingerprint_digest",
                "the pins of \(names) are of SHA-256, and smtp_tls_fingerprint_digest is \(digest), so all mail is deferred; set it to sha256"
            )
        }
    }

    /// Level secure without names takes those of main.cf (smtp_tls_policy.c, policy_create).
    private mutating func checkNames() {
        let words = settings.value("smtp_tls_secure_cert_match").split { $0 == "," || $0 == " " || $0 == ":" }
        let unnamed = names {
            $0.demands.level == .secure && DeliveryPolicy($0.demands, gateways: $0.agreement.gateways).match.isEmpty
        }
        guard words.contains("hostname"), let unnamed else { return }
        warn(
            "smtp_tls_secure_cert_match",
            "hostname in smtp_tls_secure_cert_match is the name of the MX host, which DNS can forge, and \(unnamed) has no other names: remove it, or write match"
        )
    }

    /// RFC 7672: DANE needs a resolver that validates; a policy of an agreement takes the place of DANE.
    private mutating func checkDANE() {
        let levels: Set<SecurityLevel> = [.dane, .daneOnly]
        let support = settings.value("smtp_dns_support_level")
        if support != "dnssec", let names = names({ levels.contains($0.demands.level) }) {
            warn(
                "smtp_dns_support_level",
                "\(names) asks for DANE, which needs smtp_dns_support_level = dnssec, and a resolver that validates"
            )
        }
        guard SecurityLevel(rawValue: settings.value("smtp_tls_security_level")).map(levels.contains) == true,
            let names = names({ $0.demands.level == .encrypt })
        else { return }
        warn(
            "smtp_tls_security_level",
            "Postfix authenticates servers with TLSA records; level encrypt of \(names) takes the place of that: dane-only keeps it where the domain publishes such records"
        )
    }

    private mutating func warn(_ parameter: String, _ message: String) {
        diagnostics.append(
            Diagnostic(
                file: settings.file,
                line: settings.line(of: parameter),
                column: 1,
                severity: .warning,
                message: message
            )
        )
    }

    /// At most three names of agreements, so that the line stays readable; nil where there is none.
    private func names(_ isMeant: ((agreement: Agreement, demands: DeliveryDemands)) -> Bool) -> String? {
        let all = deliveries.filter(isMeant).map { "'\($0.agreement.name)'" }
        guard !all.isEmpty else { return nil }
        let shown = all.prefix(3).joined(separator: ", ")
        return all.count > 3 ? "\(shown) and \(all.count - 3) more" : shown
    }

    /// `TYPE:NAME`, parted by blanks and commas.
    private static func tables(_ value: String) -> [Substring] {
        value.split { $0 == "," || $0 == " " || $0 == "\t" || $0 == "\n" }
    }

    private static func isOurs(_ table: Substring, map: String) -> Bool {
        table.hasPrefix("socketmap:") && table.hasSuffix(":" + map)
    }

    private static func isYes(_ value: String) -> Bool { value.lowercased() == "yes" }
}
