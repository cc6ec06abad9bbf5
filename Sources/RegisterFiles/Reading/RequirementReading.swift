internal import MandateCore

extension MappingReader {
    /// `minimum-protocol`: a TLS version.
    func minimumProtocol() -> ProtocolVersion {
        guard let placed = placed("minimum-protocol") else { return .tls12 }
        let versions: [ProtocolVersion] = [.tls10, .tls11, .tls12, .tls13]
        if let version = ProtocolVersion(rawValue: placed.text), versions.contains(version) { return version }
        let words = versions.map(\.rawValue)
        let suggestion = Suggestion.ending(for: placed.text, among: words)
        source.error(
            "'minimum-protocol' cannot be '\(placed.text)': it is one of \(words.joined(separator: ", "))\(suggestion)",
            at: placed.position
        )
        return .tls12
    }

    /// `minimum-bits`: no cipher of TLS has more than 256.
    func minimumBits() -> Int { number("minimum-bits", in: 1...256) ?? 128 }

    /// `exclude-ciphers`: keywords and suites.
    func exclusion() -> CipherExclusion {
        CipherExclusion(
            (list("exclude-ciphers") ?? []).compactMap { placed in
                if let entry = CipherExclusion.Entry(placed.text) { return entry }
                let suggestion =
                    Suggestion.ending(for: placed.text, among: CipherKeyword.all)
                source.error(
                    "OpenSSL has no cipher keyword or suite '\(placed.text)'\(suggestion)",
                    at: placed.position
                )
                return nil
            }
        )
    }

    /// `subjects`: patterns that are not empty.
    func subjects() -> [NamePattern] {
        (list("subjects", allowsEmpty: true) ?? []).compactMap { printable($0).map(NamePattern.init) }
    }

    /// `issuers`: whole names.
    func issuers() -> [String] { (list("issuers", allowsEmpty: true) ?? []).compactMap(printable) }

    /// `fingerprints`: pins of SHA-256.
    func fingerprints() -> Set<Fingerprint> {
        Set(
            (list("fingerprints") ?? []).compactMap { placed in
                do throws(Fingerprint.ParseError) {
                    return try Fingerprint(pin: placed.text)
                } catch {
                    source.error(
                        error == .otherDigest
                            ? "'\(placed.text)' is no pin: only sha256 is strong enough; write sha256: and 64 hexadecimal digits"
                            : "'\(placed.text)' is no pin: write sha256: and 64 hexadecimal digits",
                        at: placed.position
                    )
                    return nil
                }
            }
        )
    }

    private func printable(_ placed: Placed) -> String? {
        guard !placed.text.isEmpty, placed.text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else {
            source.error("a name cannot be empty or hold control characters", at: placed.position)
            return nil
        }
        return placed.text
    }

    /// `on-violation`, in a section or a class.
    func response(allowingFilter: Bool, default fallback: SessionDemands.Response) -> SessionDemands.Response {
        guard let placed = placed("on-violation") else { return fallback }
        switch placed.text {
        case "defer": return .defer
        case "hold": return .hold
        case "reject": return .reject
        default: break
        }
        if allowingFilter, placed.text.hasPrefix("filter ") {
            return filter(String(placed.text.dropFirst(7)), at: placed.position) ?? fallback
        }
        let words = ["defer", "hold", "reject"] + (allowingFilter ? ["filter TRANSPORT:NEXTHOP"] : [])
        let suggestion = Suggestion.ending(for: placed.text, among: words)
        source.error(
            "'on-violation' cannot be '\(placed.text)': it is one of \(words.joined(separator: ", "))\(suggestion)",
            at: placed.position
        )
        return fallback
    }

    private func filter(_ destination: String, at position: Position) -> SessionDemands.Response? {
        // lmtp(8) takes unix:PATH, and inet: before a host, where smtp(8) has a host.
        let nextHop = destination.drop { $0 != ":" }.dropFirst()
        let route = Route(nextHop.hasPrefix("inet:") ? String(nextHop) : destination)
        let isSocket = nextHop.hasPrefix("unix:")
        guard Self.isTransportDestination(destination), isSocket || route.isWellFormed else {
            source.error(
                "'filter' needs a destination as Postfix writes it, TRANSPORT:NEXTHOP, not '\(destination)'",
                at: position
            )
            return nil
        }
        if !isSocket, let port = route.unknownPort {
            source.error(
                "the port of a filter's destination is a number from 1 to 65535, or smtp, submission or submissions, not '\(port)'",
                at: position
            )
            return nil
        }
        return .filter(destination)
    }

    /// Postfix transport(5): a transport's name, a colon, a next hop; printable ASCII without blanks.
    static func isTransportDestination(_ text: some StringProtocol) -> Bool {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex, text.index(after: colon) != text.endIndex
        else { return false }
        return text.utf8.allSatisfy { 0x21...0x7e ~= $0 }
    }

    /// The lines of the demands that stand in this mapping and in its `certificate`.
    func demandLines(certificate: MappingReader?) -> DemandLines {
        var lines = DemandLines(section: position.line)
        for demand in Demand.allCases {
            let key = demand.rawValue
            if has(key) { lines.demands[demand] = line(key) }
            let inner = String(key.drop { $0 != "." }.dropFirst())
            if let certificate, !inner.isEmpty, certificate.has(inner) {
                lines.demands[demand] = certificate.line(inner)
            }
        }
        return lines
    }
}
