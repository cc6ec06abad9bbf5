package import MandateCore

/// Agreements from the entries `TLS_Rcpt:`, `TLS_Srv:` and `TLS_Clt:` of Sendmail's access map; all others are passed over.
package enum SendmailAccessImport {
    /// - Parameters:
    ///   - octets: The map's text.
    ///   - convert: The conversion of labels outside ASCII.
    package static func read(_ octets: [UInt8], convert: @escaping LabelConversion) -> ImportResult {
        let table = TableText(octets)
        let names = ImportedName(convert: convert)
        var gaps = table.gaps
        var groups = DraftGroups()
        var first: [String: Int] = [:]
        for entry in table.entries {
            guard let (tag, host) = tagged(entry.key) else { continue }
            func lack(_ text: String) { gaps.append(ImportGap(entry.line, "'\(entry.key)': \(text)")) }
            if let line = first[entry.key.lowercased()] {
                lack("it stands in line \(line) already, which counts")
                continue
            }
            first[entry.key.lowercased()] = entry.line
            guard let rule = SendmailRuleReading(entry.value, names: names) else {
                lack(
                    "'\(entry.value)' is no demand that an agreement can have, but an exception, or more than 256 bits"
                )
                continue
            }
            rule.gaps(isClient: tag == .client).forEach(lack)
            if tag != .client, let name = rule.unmatchable {
                lack("CN:\(name) is no name that an agreement's match can have; the draft asks for the next hop's")
            }
            guard var draft = draft(tag, host, rule, names: names) else {
                lack("no agreement can be made of '\(host)'")
                continue
            }
            draft.lines = [entry.line]
            if tag != .client, rule.isPermanent {
                lack("PERM: mail that cannot be delivered as agreed waits instead")
            }
            groups.add(draft, demands: tag.rawValue + entry.value, isDistinctive: rule.commonName != nil)
        }
        return ImportResult(drafts: attachingGateways(groups.named()), gaps: gaps)
    }

    private enum Tag: String {
        case recipient = "tls_rcpt:"
        case server = "tls_srv:"
        case client = "tls_clt:"
    }

    private static func tagged(_ key: String) -> (Tag, String)? {
        for tag in [Tag.recipient, .server, .client] where key.lowercased().hasPrefix(tag.rawValue) {
            return (tag, String(key.dropFirst(tag.rawValue.count)))
        }
        return nil
    }

    private static func draft(_ tag: Tag, _ host: String, _ rule: SendmailRuleReading, names: ImportedName)
        -> DraftAgreement?
    {
        switch tag {
        case .recipient:
            // LookUpDomain: an entry holds for all names below it.
            names.domain(host).map { DraftAgreement(domains: [$0, "*." + $0], outbound: rule.outbound) }
        case .server:
            (IPAddress(host) != nil ? host : names.domain(host)).map {
                DraftAgreement(gateways: [$0], outbound: rule.outbound)
            }
        case .client:
            clients(host, names: names).map { clients in
                var inbound = rule.inbound
                inbound.clients = clients
                return DraftAgreement(inbound: inbound)
            }
        }
    }

    /// A host with what is below it, an address, or a network that ends at a dot.
    private static func clients(_ host: String, names: ImportedName) -> [String]? {
        let address = host.lowercased().hasPrefix("ipv6:") ? String(host.dropFirst(5)) : host
        if IPAddress(address) != nil { return [address] }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        if (1...3).contains(octets.count), octets.allSatisfy({ $0 == UInt8($0).map { "\($0)" } }) {
            let padded = octets.map(String.init) + Array(repeating: "0", count: 4 - octets.count)
            return [padded.joined(separator: ".") + "/\(8 * octets.count)"]
        }
        return names.domain(host).map { [$0, "*." + $0] }
    }

    /// Servers belong to the agreement among whose domains they are, where that asks for the same.
    private static func attachingGateways(_ drafts: [DraftAgreement]) -> [DraftAgreement] {
        var kept = drafts.filter { $0.gateways.isEmpty }
        for draft in drafts where !draft.gateways.isEmpty {
            let owner = kept.firstIndex { other in
                other.outbound == draft.outbound
                    && draft.gateways.allSatisfy { host in
                        other.domains.contains {
                            host == $0 || host.hasSuffix($0.dropFirst($0.hasPrefix("*.") ? 1 : 0)) && $0.hasPrefix("*.")
                        }
                    }
            }
            if let owner {
                kept[owner].gateways += draft.gateways
                kept[owner].lines += draft.lines
            } else {
                kept.append(draft)
            }
        }
        return kept
    }
}
