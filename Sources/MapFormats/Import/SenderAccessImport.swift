package import MandateCore

/// Agreements from a table for `check_sender_access` whose answers ask for encryption.
package enum SenderAccessImport {
    /// - Parameters:
    ///   - octets: The table's text.
    ///   - classes: The restriction classes (postconf(5), smtpd_restriction_classes) that contain reject_plaintext_session.
    ///   - style: Which keys cover what is below a domain.
    ///   - convert: The conversion of labels outside ASCII.
    package static func read(
        _ octets: [UInt8],
        classes: Set<String>,
        style: SenderAccessTable.Style,
        convert: @escaping LabelConversion
    ) -> ImportResult {
        let table = TableText(octets)
        let names = ImportedName(convert: convert)
        var gaps = table.gaps
        var groups = DraftGroups()
        var first: [String: Int] = [:]
        for entry in table.entries {
            guard asksForEncryption(entry.value, classes: classes) else {
                gaps.append(ImportGap(entry.line, "'\(entry.key) \(entry.value)' does not ask for encryption"))
                continue
            }
            guard let domains = domains(entry.key, style: style, names: names), let key = domains.first else {
                gaps.append(ImportGap(entry.line, "'\(entry.key)' is no domain: an agreement has whole domains"))
                continue
            }
            guard first[key] == nil else { continue }
            first[key] = entry.line
            let draft = DraftAgreement(
                domains: domains,
                inbound: DraftAgreement.Inbound(level: .encrypt),
                lines: [entry.line]
            )
            groups.add(draft, demands: "encrypt", isDistinctive: false)
        }
        return ImportResult(drafts: groups.named(), gaps: gaps)
    }

    /// access(5): an answer may be a list of restrictions.
    private static func asksForEncryption(_ value: String, classes: Set<String>) -> Bool {
        value.split { $0 == " " || $0 == "\t" || $0 == "," }
            .contains { $0 == "reject_plaintext_session" || classes.contains(String($0)) }
    }

    private static func domains(
        _ key: String,
        style: SenderAccessTable.Style,
        names: ImportedName
    ) -> [String]? {
        let below = key.hasPrefix(".")
        guard !(below && style == .parents), let name = names.domain(below ? key.dropFirst() : key[...]) else {
            return nil
        }
        switch style {
        case .parents: return [name, "*." + name]
        case .dots: return [(below ? "*." : "") + name]
        }
    }
}
