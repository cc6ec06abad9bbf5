internal import MandateCore

/// From a TLS policy to what an agreement would demand, with what gets lost on the way.
struct PolicyReading {
    private(set) var outbound: DraftAgreement.Outbound
    private(set) var gaps: [String] = []
    private let attributes: PolicyAttributes
    private let names: ImportedName

    /// - Returns: nil where Postfix would take the value for invalid, or no agreement can be made of it; then `why` says so.
    static func read(_ value: String, names: ImportedName) -> (reading: PolicyReading?, why: String) {
        let attributes: PolicyAttributes
        do throws(PolicyAttributes.Invalid) {
            attributes = try PolicyAttributes(value)
        } catch {
            return (nil, "Postfix takes the policy for invalid at '\(error.word)', and defers the mail")
        }
        guard let level = SecurityLevel(rawValue: attributes.level) else {
            return (nil, "'\(attributes.level)' is no security level")
        }
        var reading = PolicyReading(level: level, attributes: attributes, names: names)
        if level == .none { return (reading, "") }
        reading.readNames()
        reading.readSessions()
        reading.readOthers()
        if level == .fingerprint, reading.outbound.pins.isEmpty {
            return (nil, "the policy has no pin of SHA-256, and an agreement takes no other")
        }
        return (reading, "")
    }

    private init(level: SecurityLevel, attributes: PolicyAttributes, names: ImportedName) {
        outbound = DraftAgreement.Outbound(level: level)
        self.attributes = attributes
        self.names = names
    }

    private mutating func readNames() {
        let level = outbound.level
        let values = attributes.values("match")
        if !values.isEmpty, !level.verifiesNames, level != .fingerprint {
            gaps.append("match= at level \(level.rawValue): Postfix takes the policy for invalid")
        }
        if level.verifiesNames {
            for text in values.flatMap({ $0.split(separator: ":") }) { readName(text) }
            let files = attributes.values("tafile")
            // In braces a path may have blanks, which an agreement's may not.
            let isWord: (String) -> Bool = { !$0.contains { $0.isWhitespace || ",{}".contains($0) } }
            outbound.trustAnchors = files.first.flatMap { isWord($0) ? $0 : nil }
            for file in files where !isWord(file) {
                gaps.append("tafile=\(file) holds a blank, a comma or a brace; an agreement's trust-anchors cannot")
            }
            for file in files.dropFirst() where isWord(file) {
                gaps.append("tafile=\(file): an agreement has one file")
            }
            if let path = outbound.trustAnchors, !path.hasPrefix("/") {
                gaps.append("tafile=\(path) is below Postfix's queue directory; an agreement's is beside its own file")
            }
        } else if level == .fingerprint {
            for text in values.flatMap({ $0.split(separator: "|") }) {
                guard let pin = try? Fingerprint(hexadecimal: text) else {
                    gaps.append("match=\(text) is no pin of SHA-256")
                    continue
                }
                outbound.pins.append("sha256:" + pin.text)
            }
        }
    }

    private mutating func readName(_ text: Substring) {
        let isDotted = text.hasPrefix(".")
        if ["nexthop", "dot-nexthop", "hostname"].contains(text) {
            outbound.match.append(String(text))
        } else if let name = names.domain(isDotted ? text.dropFirst() : text) {
            outbound.match.append((isDotted ? "." : "") + name)
        } else {
            gaps.append("match=\(text) is no name that an agreement can have")
        }
    }

    /// At level may what is not in the table stays out of the agreement: a floor would turn old TLS into none.
    private mutating func readSessions() {
        let isMandatory = outbound.level != .may
        let exclude = attributes.values("exclude").first
        let grade = attributes.values("ciphers").first?.lowercased()
        readCiphers(grade: grade, exclude: exclude, isMandatory: isMandatory)
        let protocols = attributes.values("protocols").first
        if let protocols {
            readProtocols(protocols)
        } else if isMandatory {
            outbound.minimumProtocol = .tls12
        }
    }

    private mutating func readCiphers(grade: String?, exclude: String?, isMandatory: Bool) {
        var words = (exclude ?? "").split(separator: ":").map(String.init)
        if grade != nil || exclude != nil || isMandatory {
            let long = ["AES128", "CAMELLIA128", "ARIA128"]
            outbound.minimumBits =
                long.allSatisfy(words.contains) ? 256 : grade == "medium" && !words.contains("3DES") ? 112 : 128
        }
        if let grade, !["medium", "high"].contains(grade) {
            gaps.append("ciphers=\(grade): an agreement has bits instead, \(outbound.minimumBits ?? 128) at least")
        } else if grade == "medium", outbound.minimumBits != 112 {
            gaps.append("ciphers=medium becomes at least \(outbound.minimumBits ?? 128) bit, ciphers=high")
        }
        let implied = Self.impliedExclusions(bits: outbound.minimumBits ?? 128)
        if words.contains("CBC") { words.removeAll { ["SHA1", "SHA256", "SHA384"].contains($0) } }
        let suites = words
        words.removeAll { $0.hasPrefix("EDH-") && suites.contains("DHE-" + $0.dropFirst(4)) }
        for word in words where !implied.contains(word) {
            if CipherExclusion.Entry(word) != nil {
                outbound.exclusions.append(word)
            } else {
                gaps.append("exclude=\(word) is no cipher of OpenSSL's")
            }
        }
    }

    /// The words of `exclude=` that an agreement has without saying so.
    private static func impliedExclusions(bits: Int) -> [String] {
        DeliveryPolicy(DeliveryDemands(level: .encrypt, gateway: GatewayDemands(minimumBits: bits))).exclusions
    }

    private mutating func readProtocols(_ text: String) {
        guard let range = ProtocolWords.range(text) else {
            gaps.append("protocols=\(text) is no range of versions")
            let floor = ProtocolWords.floor(text).map { max($0, .tls10) }
            outbound.minimumProtocol = floor ?? (outbound.level == .may ? nil : .tls12)
            return
        }
        outbound.minimumProtocol = max(range.lowerBound, .tls10)
        let exclusion = CipherExclusion(outbound.exclusions.compactMap { CipherExclusion.Entry($0) })
        var demands = DeliveryDemands(level: .encrypt)
        demands.gateway.minimumBits = outbound.minimumBits ?? 128
        demands.gateway.exclusion = exclusion
        demands.gateway.minimumProtocol = max(range.lowerBound, .tls10)
        let ceiling = DeliveryPolicy(demands).protocols?.ceiling ?? .tls13
        if range.upperBound < ceiling {
            gaps.append("protocols=\(text): an agreement has no newest version, so \(ceiling.rawValue) is allowed, too")
        } else if range.upperBound > ceiling {
            gaps.append("protocols=\(text): what is excluded leaves no version newer than \(ceiling.rawValue)")
        }
    }

    private mutating func readOthers() {
        for (name, value) in attributes.attributes {
            switch name {
            case "match", "ciphers", "exclude", "protocols": continue
            case "tafile" where outbound.level.verifiesNames: continue
            case "servername" where value == "hostname" && outbound.level.verifiesNames: continue
            default: gaps.append("\(name)=\(value) has no place in an agreement")
            }
        }
    }
}
