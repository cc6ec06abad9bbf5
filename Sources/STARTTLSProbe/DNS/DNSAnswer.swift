internal import MandateCore

/// The kinds of records that a probe asks for (IANA, "Resource Record (RR) TYPEs").
package enum RecordType: Int32, Sendable {
    case a = 1
    case soa = 6
    case mx = 15
    case aaaa = 28
    case tlsa = 52
}

/// What validation says of an answer (RFC 4035, section 4.3).
package enum DNSSECStatus: String, Codable, Sendable {
    /// Signed, up to a trust anchor.
    case secure
    /// Not signed.
    case insecure
    /// Signed wrongly: an attack, or a mistake; nothing in it may be used.
    case bogus
}

/// An answer of the DNS.
package struct DNSAnswer: Sendable {
    /// The records' data in wire form; empty: there is no such record.
    package var records: [[UInt8]]
    /// Secure or insecure: what is signed wrongly is no answer, but ``LookupError/bogus(_:)``.
    package var status: DNSSECStatus
    /// Whether the name itself does not exist (NXDOMAIN).
    package var isMissingName: Bool
    /// Where the name's CNAME records lead, without the last dot; nil: it has none.
    package var canonicalName: String?
}

/// Why there is no answer; it says nothing about the domain.
package enum LookupError: Error, Equatable, Sendable {
    case timedOut
    /// The servers answered with this code (RFC 1035, section 4.1.1), as 2, SERVFAIL.
    case refused(code: Int)
    /// The answer is bogus.
    case bogus(String)
    /// The host has neither an A record nor an AAAA record.
    case noAddress
    /// Signatures are not looked at here.
    case notValidated
    /// The text is no name that the DNS could have.
    case noName
    /// libunbound's.
    case library(String)

    /// In plain words.
    package var text: String {
        switch self {
        case .timedOut: "no DNS server answered within the time limit"
        case .refused(let code): "the DNS servers answered with error \(code)\(code == 2 ? ", SERVFAIL" : "")"
        case .bogus(let reason): "the DNSSEC signatures are wrong: \(reason)"
        case .noAddress: "the host has no address in the DNS"
        case .notValidated:
            "DNSSEC is not validated here: the resolver strips signatures, or no trust anchor is installed"
        case .noName: "that is no name that the DNS could have"
        case .library(let reason): reason
        }
    }
}

/// A host that receives a domain's mail (RFC 5321, section 5.1).
package struct MailExchanger: Hashable, Sendable {
    package let preference: Int
    /// Lower case, without the last dot; empty: the domain takes no mail (RFC 7505).
    package let host: String

    package init(preference: Int, host: String) {
        self.preference = preference
        self.host = host
    }

    /// Reads the data of an MX record (RFC 1035, section 3.3.9); libunbound leaves no compressed names in it.
    init?(data: [UInt8]) {
        guard data.count > 2 else { return nil }
        var labels: [String] = []
        var index = 2
        while index < data.count, data[index] != 0 {
            let length = Int(data[index])
            guard length < 64, index + length < data.count else { return nil }
            let label = data[(index + 1)...(index + length)]
            // Other octets are legal in the DNS, and are no host name.
            guard label.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ".") }) else { return nil }
            labels.append(String(decoding: label, as: UTF8.self).lowercased())
            index += length + 1
        }
        guard index == data.count - 1 else { return nil }
        preference = Int(data[0]) << 8 | Int(data[1])
        host = labels.joined(separator: ".")
    }
}

extension IPAddress {
    /// Reads the data of an A or AAAA record.
    init?(data: [UInt8]) {
        let number = data.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        switch data.count {
        case 4: self.init(bits: 0xffff_0000_0000 | number)
        case 16: self.init(bits: number)
        default: return nil
        }
    }
}
