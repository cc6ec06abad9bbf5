/// How a CA says that it validated the holder: the policies of the CA/Browser Forum (Baseline Requirements, section 7.1.6.1).
enum ValidationPolicy: Int, Comparable {
    case unknown, domain, individual, organisation, extended

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// As `ours` names it.
    var text: String {
        switch self {
        case .unknown: "no policy of the CA/Browser Forum"
        case .domain: "domain"
        case .individual: "individual"
        case .organisation: "organisation"
        case .extended: "ev"
        }
    }
}

extension Certificate {
    /// The strongest policy that the certificate claims, and whose subject it has: a policy that asks for an organisation says
    /// nothing where the subject names none (Baseline Requirements, section 7.1.2.7), and extended validation also needs business
    /// category, serial number and country of jurisdiction (EV Guidelines, section 9.2).
    var validation: ValidationPolicy {
        let known: [String: ValidationPolicy] = [
            "2.23.140.1.1": .extended, "2.23.140.1.2.1": .domain, "2.23.140.1.2.2": .organisation,
            "2.23.140.1.2.3": .individual,
        ]
        let claimed = policies.compactMap { known[$0] }.max() ?? .unknown
        switch claimed {
        case .extended where organisation != nil && missingExtendedFields.isEmpty: return .extended
        case .extended, .organisation: return organisation == nil ? .unknown : .organisation
        case .unknown, .domain, .individual: return claimed
        }
    }

    /// The validation in words, with what the subject lacks for what the certificate claims.
    var validationText: String {
        let holder = organisation.map { "for '\($0)'" } ?? "without an organisation in the subject"
        let lack = policies.contains("2.23.140.1.1") ? missingExtendedFields : []
        return "\(validation.text), \(holder)" + (lack.isEmpty ? "" : "; ev lacks \(lack.joined(separator: ", "))")
    }

    private var missingExtendedFields: [String] {
        let fields = [
            ("businessCategory", businessCategory), ("serialNumber", serialNumber),
            ("jurisdictionCountryName", jurisdictionCountry),
        ]
        return fields.filter { $1 == nil }.map(\.0)
    }
}
