package import MandateCore

/// Agreements from a table for `smtp_tls_policy_maps`.
package enum TLSPolicyImport {
    /// - Parameters:
    ///   - octets: The table's text.
    ///   - convert: The conversion of labels outside ASCII.
    package static func read(_ octets: [UInt8], convert: @escaping LabelConversion) -> ImportResult {
        let table = TableText(octets)
        let names = ImportedName(convert: convert)
        var gaps = table.gaps
        var groups = DraftGroups()
        var first: [String: TableEntry] = [:]
        for entry in table.entries {
            guard let place = Place(entry.key, names: names) else {
                gaps.append(ImportGap(entry.line, "'\(entry.key)' is neither a domain nor a next hop"))
                continue
            }
            if let before = first[place.key] {
                let isSame = before.value == entry.value
                if !isSame {
                    gaps.append(
                        ImportGap(entry.line, "'\(entry.key)' stands in line \(before.line) already, which counts")
                    )
                }
                continue
            }
            first[place.key] = entry
            let (reading, why) = PolicyReading.read(entry.value, names: names)
            guard let reading else {
                gaps.append(ImportGap(entry.line, "'\(entry.key)': \(why)"))
                continue
            }
            gaps += (place.gaps + reading.gaps).map { ImportGap(entry.line, "'\(entry.key)': \($0)") }
            var outbound = reading.outbound
            outbound.route = place.route
            let draft = DraftAgreement(domains: place.domains, outbound: outbound, lines: [entry.line])
            let isDistinctive = !outbound.pins.isEmpty || outbound.match.contains { $0.contains(".") }
            groups.add(draft, demands: "\(outbound)", isDistinctive: isDistinctive)
        }
        return ImportResult(drafts: groups.named(), gaps: gaps.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }

    /// What a key stands for: a domain, what is below one, or a next hop with brackets or a port.
    private struct Place {
        let key: String
        var domains: [String] = []
        var route: String?
        var gaps: [String] = []

        init?(_ key: String, names: ImportedName) {
            let octets = key.utf8.span
            let hop = NextHop.name(in: octets)
            if hop != 0..<octets.count {
                let route = "smtp:" + key.lowercased()
                guard key.utf8.allSatisfy({ 0x21...0x7e ~= $0 }), !key.contains(","), Route(route).isWellFormed,
                    Route(route).unknownPort == nil
                else { return nil }
                self.key = key.lowercased()
                self.route = route
                gaps = [
                    "a table does not say which domains take this route; add them, or name the route where they are"
                ]
                return
            }
            let below = key.hasPrefix(".")
            guard let name = names.domain(below ? key.dropFirst() : key[...]) else { return nil }
            self.key = (below ? "." : "") + name
            domains = [(below ? "*." : "") + name]
        }
    }
}
