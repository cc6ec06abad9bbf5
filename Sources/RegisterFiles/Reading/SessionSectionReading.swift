internal import MandateCore

extension MappingReader {
    /// Reads `inbound` or `relay`.
    ///
    /// Certificate keys that the level does not look at are errors: who writes them believes that they count.
    func sessionDemands(agreementMode: Mode, certificateKeys: [String]) -> SessionDemands? {
        require("level")
        let level = choice("level", SessionDemands.Level.self)
        let certificate = mapping("certificate", keys: certificateKeys)
        let demands = SessionDemands(
            mode: choice("mode", Mode.self) ?? agreementMode,
            level: level ?? .fingerprint,
            minimumProtocol: minimumProtocol(),
            minimumBits: minimumBits(),
            exclusion: exclusion(),
            subjects: certificate?.subjects() ?? [],
            issuers: certificate?.issuers() ?? [],
            fingerprints: certificate?.fingerprints() ?? [],
            response: response(allowingFilter: true, default: .defer),
            lines: demandLines(certificate: certificate)
        )
        guard let level else { return nil }
        checkCertificateKeys(certificate, certificateKeys, level: level)
        return demands
    }

    private func checkCertificateKeys(_ certificate: MappingReader?, _ keys: [String], level: SessionDemands.Level) {
        let looked: [String] =
            switch level {
            case .encrypt: []
            case .verify: ["subjects", "issuers"]
            case .fingerprint: ["fingerprints"]
            }
        if let certificate {
            for key in keys where certificate.has(key) && !looked.contains(key) {
                let remedy = key == "fingerprints" ? "fingerprint" : "verify"
                source.error(
                    "level \(level.rawValue) does not look at '\(key)'; write level: \(remedy), or remove it",
                    at: certificate.keyPosition(key)
                )
            }
            if level == .encrypt, !keys.contains(where: certificate.has) {
                source.error("level encrypt does not look at 'certificate'; remove it", at: keyPosition("certificate"))
            }
        }
        if level == .fingerprint, lacksElements("fingerprints", in: "certificate") {
            source.error(
                "level fingerprint needs at least one pin in certificate.fingerprints",
                at: keyPosition("level")
            )
        }
    }

    /// `clients`: hosts and networks that send the partner's mail.
    func clients() -> [(client: Agreement.Client, position: Position)] {
        (list("clients") ?? []).compactMap { placed in
            let hasOnlyNumbers = placed.text.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }
            if placed.text.contains("/") || placed.text.contains(":") || hasOnlyNumbers {
                return network(placed).map { (.network($0), placed.position) }
            }
            return source.reported(NameReading.pattern(placed.text), at: placed.position).map {
                (.name($0), placed.position)
            }
        }
    }

    /// A network in CIDR notation or an address.
    func network(_ placed: Placed) -> IPNetwork? {
        do throws(IPNetwork.ParseError) {
            return try IPNetwork(placed.text)
        } catch {
            switch error {
            case .malformed:
                source.error(
                    "'\(placed.text)' is neither an address nor a network such as 192.0.2.0/24",
                    at: placed.position
                )
            case .hostBitsSet(let meant):
                source.error(
                    "'\(placed.text)' has bits behind its prefix; did you mean '\(meant)'?",
                    at: placed.position
                )
            }
            return nil
        }
    }
}
