internal import Foundation
internal import MandateCore

extension MappingReader {
    /// Reads `outbound`.
    ///
    /// - Parameter folder: The folder of the agreement's file, to which paths are relative.
    func deliveryDemands(agreementMode: Mode, folder: String) -> DeliveryDemands? {
        require("level")
        let level = choice("level", SecurityLevel.self)
        let demands = DeliveryDemands(
            mode: choice("mode", Mode.self) ?? agreementMode,
            level: level ?? .secure,
            match: match(),
            gateway: gatewayDemands(certificateKeys: Grammar.agreement["outbound.certificate"]),
            // Whole, also where the configuration was named by a relative path: Postfix works in its own queue directory.
            trustAnchors: text("trust-anchors").map {
                $0.hasPrefix("/") ? $0 : URL(fileURLWithPath: folder + "/" + $0).path
            },
            route: route(),
            lines: DeliveryLines(
                match: has("match") ? line("match") : nil,
                trustAnchors: has("trust-anchors") ? line("trust-anchors") : nil,
                route: has("route") ? line("route") : nil
            )
        )
        guard let level else { return nil }
        checkKeys(of: demands, level: level)
        return demands
    }

    /// Reads `ours`, or the part of `outbound` that is the same.
    func gatewayDemands(certificateKeys: [String]) -> GatewayDemands {
        let certificate = mapping("certificate", keys: certificateKeys)
        return GatewayDemands(
            minimumProtocol: minimumProtocol(),
            minimumBits: minimumBits(),
            exclusion: exclusion(),
            asksForCertificate: certificate != nil,
            subjects: certificate?.subjects() ?? [],
            issuers: certificate?.issuers() ?? [],
            fingerprints: certificate?.fingerprints() ?? [],
            name: certificate?.choice("name", GatewayDemands.Name.self) ?? .any,
            validation: certificate?.choice("validation", GatewayDemands.Validation.self) ?? .any,
            lines: demandLines(certificate: certificate)
        )
    }

    /// smtp_tls_policy_maps: `match` stands at verify and secure; at fingerprint the pins are what is matched.
    private func checkKeys(of demands: DeliveryDemands, level: SecurityLevel) {
        if has("match"), level != .verify, level != .secure {
            source.error(
                "level \(level.rawValue) does not look at 'match'; it is for verify and secure",
                at: keyPosition("match")
            )
        }
        if level == .fingerprint, lacksElements("fingerprints", in: "certificate") {
            source.error(
                "level fingerprint needs at least one pin in certificate.fingerprints",
                at: keyPosition("level")
            )
        }
        if level != .fingerprint, !demands.gateway.fingerprints.isEmpty {
            source.error(
                "level \(level.rawValue) does not look at 'fingerprints'; write level: fingerprint, or remove them",
                at: keyPosition("certificate")
            )
        }
        if has("trust-anchors"), ![.verify, .secure].contains(level) {
            source.error(
                "level \(level.rawValue) does not look at 'trust-anchors'; it is for verify and secure",
                at: keyPosition("trust-anchors")
            )
        }
    }

    /// Postfix match names: a name, `.name` for what is below it, or a strategy.
    private func match() -> [String] {
        (list("match") ?? []).compactMap { placed in
            if ["nexthop", "dot-nexthop", "hostname"].contains(placed.text) { return placed.text }
            if placed.text.contains("*") {
                source.error(
                    "Postfix has no patterns in match names: write '.partner.example' for all names below it, not '\(placed.text)'",
                    at: placed.position
                )
                return nil
            }
            let dotted = placed.text.hasPrefix(".")
            let name = source.reported(
                NameReading.name(String(placed.text.dropFirst(dotted ? 1 : 0))),
                at: placed.position
            )
            return name.map { (dotted ? "." : "") + $0.text }
        }
    }

    private func route() -> String? {
        guard let placed = placed("route") else { return nil }
        let route = Route(placed.text)
        guard Self.isTransportDestination(placed.text), route.isWellFormed else {
            source.error(
                "'route' is a destination as in Postfix's transport map, TRANSPORT:NEXTHOP, not '\(placed.text)'",
                at: placed.position
            )
            return nil
        }
        if let port = route.unknownPort {
            source.error(
                "the port of 'route' is a number from 1 to 65535, or smtp, submission or submissions, not '\(port)'",
                at: placed.position
            )
            return nil
        }
        return placed.text
    }
}
