/// The names that Postfix is to find in a gateway's certificate.
struct CertificateNames {
    /// How the names came about.
    enum Origin: Equatable {
        /// The agreement's `match`, whatever its subjects are.
        case match
        /// Its subjects, which are all host names.
        case subjects
        /// The gateways, which stand for the patterns among its subjects.
        case gateways
        /// The agreement has none that Postfix could compare with: main.cf's names for the level.
        case level
    }

    let match: [String]
    let origin: Origin
    /// Subjects that none of the names stands for.
    let left: [NamePattern]

    init(_ demands: DeliveryDemands, gateways: [Agreement.Gateway]) {
        guard demands.level.verifiesNames else {
            (match, origin, left) = ([], .level, demands.gateway.subjects)
            return
        }
        let subjects = demands.gateway.subjects
        guard demands.match.isEmpty else {
            (match, origin, left) = (demands.match, .match, subjects.filter { !demands.match.contains($0.hostName) })
            return
        }
        let hosts = gateways.map(\.host).filter { IPAddress($0) == nil }
        let found = subjects.map { subject in
            subject.isHostName ? [subject.hostName] : hosts.filter(subject.matches)
        }
        var seen: Set<String> = []
        match = found.joined().filter { seen.insert($0).inserted }
        let hasPattern = zip(subjects, found).contains { !$0.isHostName && !$1.isEmpty }
        origin = match.isEmpty ? .level : hasPattern ? .gateways : .subjects
        left = zip(subjects, found).filter(\.1.isEmpty).map(\.0)
    }
}

extension NamePattern {
    /// In lower case, as it would stand in `match=`.
    fileprivate var hostName: String { text.lowercasedASCII }

    /// Whether it is one name that a certificate can have as a DNS name.
    fileprivate var isHostName: Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.count)
                    && label.allSatisfy { octet in
                        UInt8(ascii: "a")...UInt8(ascii: "z") ~= octet | 0x20 || 0x30...0x39 ~= octet || octet == 0x2d
                    }
            }
    }
}
