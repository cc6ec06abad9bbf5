/// What a delivery's session must at least be, in the words that Postfix has for it.
struct SessionFloor {
    let protocols: ProtocolRange?
    let grade: DeliveryPolicy.Grade?
    let exclusions: [String]

    /// At level `none` nothing is asked; attributes would only be warned of.
    ///
    /// At `may` only what the agreement writes: a floor turns TLS 1.1 not into TLS 1.2 but into no TLS at all, since Postfix then
    /// delivers in the clear.
    init(_ demands: DeliveryDemands) {
        let gateway = demands.gateway
        func asks(_ demand: Demand) -> Bool {
            demands.level != .none && (demands.level != .may || gateway.lines.demands[demand] != nil)
        }
        let asksForCiphers = asks(.minimumBits) || asks(.excludeCiphers)
        let ceiling = asksForCiphers && Self.isTooWeakFor13(gateway) ? ProtocolVersion.tls12 : nil
        protocols =
            asks(.minimumProtocol) || ceiling != nil
            ? ProtocolRange(from: asks(.minimumProtocol) ? gateway.minimumProtocol : .tls10, through: ceiling) : nil
        // From OpenSSL 1.1.0 on all suites of grade high have 128 bits or more; medium adds 3DES, SEED, IDEA and RC4.
        grade = asksForCiphers ? (gateway.minimumBits > 112 ? .high : .medium) : nil
        exclusions = asksForCiphers ? Self.exclusions(gateway) : []
    }

    /// Whether TLS 1.3 could come to a cipher suite that the agreement does not allow.
    ///
    /// Postfix cannot exclude suites of TLS 1.3, and the server chooses among them. So one that is too weak keeps all of TLS 1.3
    /// out: at 256 bits TLS 1.2 with AES-256 is kept to, as 1.3 with AES-128 would not be.
    private static func isTooWeakFor13(_ gateway: GatewayDemands) -> Bool {
        CipherFloor.offered13.contains { $0.bits < gateway.minimumBits || gateway.exclusion.excludes($0.name) }
    }

    private static func exclusions(_ gateway: GatewayDemands) -> [String] {
        let always = CipherExclusion.always.map(\.text)
        let own = gateway.exclusion.entries.flatMap(words)
        var seen: Set<String> = []
        return (always + CipherFloor.exclusions(bits: gateway.minimumBits) + own).filter { seen.insert($0).inserted }
    }

    /// An entry of `exclude-ciphers` in words that every OpenSSL knows; what one does not know, it silently passes over.
    private static func words(_ entry: CipherExclusion.Entry) -> [String] {
        switch entry {
        // OpenSSL 3.0 has the keyword; before, block chaining is what has a hash of its own beside the encryption.
        case .keyword(let keyword) where keyword.text == "CBC": ["CBC", "SHA1", "SHA256", "SHA384"]
        case .keyword(let keyword): [keyword.text]
        case .suite(let suite) where suite.algorithms.since == .tls13: []
        // ciphers(1): EDH became DHE with OpenSSL 1.1.0.
        case .suite(let suite) where suite.name.hasPrefix("EDH-"): [suite.name, "DHE-" + suite.name.dropFirst(4)]
        case .suite(let suite) where suite.name.hasPrefix("DHE-"): [suite.name, "EDH-" + suite.name.dropFirst(4)]
        case .suite(let suite): [suite.name]
        }
    }
}
