internal import MandateCore

extension DemandRows {
    /// Names, issuer and holder of the gateway's certificate, as far as they are demanded.
    mutating func addNames(_ demands: GatewayDemands) {
        if !demands.subjects.isEmpty {
            add(
                .subjects,
                required: Self.list(demands.subjects.map(\.text)),
                found: found { Self.list($0.subjectNames) },
                isKept: gateway.chain.first.map { leaf in
                    leaf.subjectNames.contains { name in demands.subjects.contains { $0.matches(name) } }
                }
                    ?? false
            )
        }
        if !demands.issuers.isEmpty {
            add(
                .issuers,
                required: Self.list(demands.issuers),
                found: found { $0.issuerName ?? "no name" },
                isKept: gateway.chain.first?.issuerName.map(demands.issuers.contains) ?? false
            )
        }
        if !demands.fingerprints.isEmpty { addFingerprints(demands.fingerprints) }
        if demands.name == .mx { addHostName() }
        if demands.validation != .any { addValidation(demands.validation) }
    }

    private mutating func addFingerprints(_ pins: Set<Fingerprint>) {
        let shown = gateway.chain.first.map { [$0.fingerprint, $0.publicKeyFingerprint] } ?? []
        add(
            .fingerprints,
            required: Self.list(pins.map { "sha256:" + $0.text }.sorted()),
            found: found { "sha256:\($0.fingerprint), key sha256:\($0.publicKeyFingerprint)" },
            isKept: pins.contains { shown.contains($0.text) }
        )
    }

    /// "CN or SAN is the MX name" (TÜV Rheinland, section 4): either of the two.
    private mutating func addHostName() {
        let shown = gateway.chain.first.map { leaf in (leaf.commonName.map { [$0] } ?? []) + leaf.names } ?? []
        let names = ServerNames(["hostname"], nexthop: gateway.host, hostname: gateway.host)
        add(
            "certificate.name",
            at: lines.section,
            required: "mx: \(gateway.host)",
            found: found { _ in Self.list(shown) },
            isKept: names.match(shown) != nil
        )
    }

    /// Anybody can write a policy into a certificate of their own: it counts where a trusted CA has.
    private mutating func addValidation(_ demanded: GatewayDemands.Validation) {
        let isTrusted = gateway.chainProblem == nil
        add(
            "certificate.validation",
            at: lines.section,
            required: demanded.rawValue,
            found: found { $0.validationText + (isTrusted ? "" : "; no trusted CA says so") },
            isKept: isTrusted && gateway.chain.first.map { $0.validation >= demanded.least } ?? false
        )
    }

    /// A chain that a sender can verify; of a partner's gateway the level says whether that is asked.
    mutating func addChain() {
        add(
            "certificate.chain",
            at: lines.section,
            required: "a trusted chain",
            found: chainFound,
            isKept: gateway.chainProblem == nil
        )
    }

    mutating func addValidity() {
        let problem = gateway.problems.first(where: \.isOfValidity)
        let now = now
        add(
            "certificate.validity",
            at: lines.section,
            required: "valid today",
            found: found { leaf in
                problem?.text ?? "\(leaf.daysLeft(at: now) ?? 0) days left, until \(leaf.notAfter.prefix(10))"
            },
            isKept: problem == nil && !gateway.chain.isEmpty
        )
    }

    /// Where something is known of it: a list was given, or the gateway staples a response.
    mutating func addRevocation() {
        guard let revocation = gateway.revocation else { return }
        let isRevoked = gateway.problems.contains(where: \.isRevocation)
        let isKnown = isRevoked || !revocation.isUnknown
        add(
            "certificate.revocation",
            at: lines.section,
            required: "not revoked",
            found: isKnown ? revocation.rawValue : nil,
            isKept: !isRevoked
        )
    }

    /// Where TLS was negotiated, a missing certificate is a finding.
    private func found(_ value: (Certificate) -> String) -> String? {
        gateway.tls.map { _ in gateway.chain.first.map(value) ?? "no certificate" }
    }
}

extension GatewayDemands.Validation {
    fileprivate var least: ValidationPolicy {
        switch self {
        case .any: .unknown
        case .organisation: .organisation
        case .ev: .extended
        }
    }
}
