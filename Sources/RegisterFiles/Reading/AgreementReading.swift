import Foundation
internal import MandateCore
internal import Yams

/// Reads one agreement's file.
enum AgreementReading {
    private static let grammar = Grammar.agreement

    /// Reads the text of an agreement.
    ///
    /// - Parameters:
    ///   - name: The agreement's name: the file's, without `.yaml`.
    ///   - folder: The file's folder, to which paths in it are relative.
    /// - Returns: nil where the file has errors, which are reported.
    static func read(_ text: String, name: String, folder: String, source: SourceFile) -> ReadAgreement? {
        let document = YAMLDocument(parsing: text, in: source)
        guard let root = document.root,
            let file = MappingReader(root, named: "the file", keys: grammar[""], document: document, source: source)
        else { return nil }
        file.require("partner")
        let mode = file.choice("mode", Mode.self) ?? .enforce
        let partner = file.text("partner") ?? ""
        let domains = file.domains("domains") ?? []
        let inbound = file.mapping("inbound", keys: grammar["inbound"])
        let relay = file.mapping("relay", keys: grammar["relay"])
        let outbound = file.mapping("outbound", keys: grammar["outbound"])
        let ours = file.mapping("ours", keys: grammar["ours"])
        let clients = inbound?.clients() ?? []
        let identification = identifyBy(
            file,
            hasClients: inbound.map { $0.has("clients") && !$0.isEmptyList("clients") } ?? false
        )
        let mistakes = source.diagnostics.count
        let validity = validity(file)
        let isValidityMistaken = source.diagnostics.count > mistakes
        let agreement = Agreement(
            name: name,
            file: source.path,
            partner: partner,
            replyName: asciiName(partner, source: source, at: file.valuePosition("partner")),
            reference: file.text("reference"),
            contacts: file.addresses("contacts") ?? [],
            mode: mode,
            validity: validity,
            domains: domains.map(\.pattern),
            appliesTo: appliesTo(file),
            endToEndExempt: file.boolean("end-to-end-exempt") ?? false,
            gateways: gateways(file),
            identifyBy: identification,
            clients: clients.map(\.client),
            inbound: inbound?.sessionDemands(agreementMode: mode, certificateKeys: grammar["inbound.certificate"]),
            relay: relay?.sessionDemands(agreementMode: mode, certificateKeys: grammar["relay.certificate"]),
            outbound: outbound?.deliveryDemands(agreementMode: mode, folder: folder),
            ours: ours?.gatewayDemands(certificateKeys: grammar["ours.certificate"])
        )
        let domainsFile = file.placed("domains-file").map {
            (path: $0.text.hasPrefix("/") ? $0.text : folder + "/" + $0.text, position: $0.position)
        }
        return ReadAgreement(
            agreement: agreement,
            domains: domains,
            clients: clients,
            domainsFile: domainsFile,
            positions: ReadAgreement.Positions(
                untilPosition: file.valuePosition("valid"),
                domainsFile: file.keyPosition("domains-file"),
                identifyBy: file.valuePosition("identify-by"),
                appliesTo: file.valuePosition("applies-to"),
                endToEndExempt: file.valuePosition("end-to-end-exempt"),
                inbound: inbound,
                relay: relay,
                outbound: outbound,
                file: file.position
            ),
            isValidityMistaken: isValidityMistaken
        )
    }

    private static func validity(_ file: MappingReader) -> Validity {
        guard let valid = file.mapping("valid", keys: grammar["valid"]) else { return Validity() }
        func day(_ key: String) -> Day? {
            guard let placed = valid.placed(key) else { return nil }
            if let day = Day(placed.text) { return day }
            valid.source.error("'\(key)' must be a day as in 2026-03-01, not '\(placed.text)'", at: placed.position)
            return nil
        }
        let validity = Validity(from: day("from"), until: day("until"))
        if let from = validity.from, let until = validity.until, until < from {
            valid.source.error("'until' lies before 'from'", at: valid.valuePosition("until"))
        }
        return validity
    }

    /// `applies-to`: `all`, or a list of classes.
    private static func appliesTo(_ file: MappingReader) -> Agreement.Scope {
        guard file.has("applies-to") else { return .all }
        if file.isScalar("applies-to") {
            guard let placed = file.placed("applies-to"), placed.text != "all" else { return .all }
            file.source.error("'applies-to' is all, or a list of classes as in [\(placed.text)]", at: placed.position)
            return .all
        }
        let classes = file.list("applies-to") ?? []
        if classes.isEmpty {
            file.source.error("'applies-to' names no class; write all", at: file.valuePosition("applies-to"))
        }
        return .classes(classes.map(\.text))
    }

    private static func identifyBy(_ file: MappingReader, hasClients: Bool) -> Set<Agreement.Identification> {
        guard file.has("identify-by") else { return [.sender] }
        let ways = Set(file.choices("identify-by", Agreement.Identification.self) ?? [])
        if file.isEmptyList("identify-by") {
            file.source.error(
                "'identify-by' is empty: no message would be the partner's",
                at: file.valuePosition("identify-by")
            )
        }
        if ways.contains(.client), !hasClients {
            file.source.error(
                "identify-by: client needs hosts or networks in inbound.clients",
                at: file.valuePosition("identify-by")
            )
        }
        return ways
    }

    private static func gateways(_ file: MappingReader) -> [Agreement.Gateway] {
        (file.list("gateways") ?? []).compactMap { placed in
            guard let parts = hostAndPort(placed.text) else {
                file.source.error("'\(placed.text)' is not HOST, HOST:PORT or [ADDRESS]:PORT", at: placed.position)
                return nil
            }
            let port = parts.port.map { Int(decimal: $0) ?? 0 } ?? 25
            guard (1...65_535).contains(port) else {
                file.source.error("'\(placed.text)' has no port from 1 to 65535", at: placed.position)
                return nil
            }
            if IPAddress(parts.host) != nil { return Agreement.Gateway(host: parts.host, port: port) }
            return file.source.reported(NameReading.name(parts.host), at: placed.position)
                .map { Agreement.Gateway(host: $0.text, port: port) }
        }
    }

    /// Takes a gateway apart. An address may stand in brackets; one of IPv6, which has colons of its own, must.
    private static func hostAndPort(_ text: String) -> (host: String, port: Substring?)? {
        guard text.hasPrefix("["), let end = text.firstIndex(of: "]") else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count <= 2 ? (String(parts[0]), parts.dropFirst().first) : nil
        }
        let host = String(text[..<end].dropFirst())
        let rest = text[end...].dropFirst()
        guard IPAddress(host) != nil, rest.isEmpty || rest.hasPrefix(":") else { return nil }
        return (host, rest.isEmpty ? nil : rest.dropFirst())
    }

    /// The partner's name in the letters that survive every mail server: TÜV becomes TUV.
    private static func asciiName(_ name: String, source: SourceFile, at position: Position) -> String {
        if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
            source.error("'partner' holds control characters", at: position)
        }
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
        let latin =
            name.replacingOccurrences(of: "ß", with: "ss")
            .applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? name
        return String(latin.unicodeScalars.map { $0.isASCII ? Character($0) : "?" })
    }
}
