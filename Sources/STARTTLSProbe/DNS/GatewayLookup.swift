internal import MandateCore

/// A host to be probed, with where it is reached.
package struct GatewayHost: Sendable {
    /// The name that its certificate is held against.
    package let host: String
    /// nil: not from an MX record.
    package let preference: Int?
    package let port: Int
    package var endpoints: [Endpoint] = []
    /// Why its addresses are not known.
    package var problem: String?
    /// Whether MX, addresses and TLSA records are all signed.
    package var isSecure = false
    /// TLSA records in wire form, where all is signed (RFC 7672).
    package var tlsa: [[UInt8]] = []
}

/// The gateways of a domain.
package struct DomainGateways: Sendable {
    package var hosts: [GatewayHost] = []
    /// Why the domain's gateways are not known; nothing then says anything about TLS.
    package var problem: String?
    /// Whether nothing is to be tested: the domain says that it takes no mail (RFC 7505).
    package var takesNoMail = false
    /// Of the MX records; nil: none was asked for.
    package var status: DNSSECStatus?
}

/// Finds gateways and their addresses in the DNS. Blocks its thread.
package struct GatewayLookup: Sendable {
    private let resolver: Resolver?
    /// For each look-up.
    private let limit: Duration

    package init(_ resolver: Resolver?, within limit: Duration = ProbeLimits.lookup) {
        self.resolver = resolver
        self.limit = min(limit, ProbeLimits.lookup)
    }

    /// The hosts that receive a domain's mail, in the order in which a sender tries them (RFC 5321, section 5.1).
    ///
    /// - Parameter port: 25, but for tests.
    package func gateways(of domain: String, port: Int = 25) -> DomainGateways {
        let answer: DNSAnswer
        do throws(LookupError) {
            answer = try ask(domain, .mx)
        } catch {
            return DomainGateways(problem: error.text, status: error.isBogus ? .bogus : nil)
        }
        if answer.isMissingName { return DomainGateways(problem: "there is no such domain", status: answer.status) }
        let exchangers = answer.records.compactMap(MailExchanger.init(data:))
        if exchangers.count == 1, exchangers[0].host.isEmpty {
            return DomainGateways(takesNoMail: true, status: answer.status)
        }
        let listed =
            exchangers.isEmpty
            // The implicit MX of RFC 5321, section 5.1.
            ? [MailExchanger(preference: 0, host: domain)]
            : exchangers.filter { !$0.host.isEmpty }.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) }
        let hosts = listed.prefix(ProbeLimits.hosts).map {
            addresses(of: $0.host, preference: $0.preference, port: port, isSigned: answer.status == .secure)
        }
        return DomainGateways(hosts: hosts, status: answer.status)
    }

    /// A host that is named with its port, as an agreement's gateway.
    package func gateway(_ host: String, port: Int) -> GatewayHost {
        addresses(of: host, preference: nil, port: port, isSigned: true)
    }

    private func addresses(of host: String, preference: Int?, port: Int, isSigned: Bool) -> GatewayHost {
        var found = GatewayHost(host: host, preference: preference, port: port)
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if let address = IPAddress(bare) {
            found.endpoints = [Endpoint(address: address, port: port)].compactMap { $0 }
            return found
        }
        var isSecure = isSigned
        var problems: [String] = []
        for type in [RecordType.a, .aaaa] {
            do throws(LookupError) {
                let answer = try ask(bare, type)
                isSecure = isSecure && answer.status == .secure
                found.endpoints += answer.records.compactMap(IPAddress.init(data:))
                    .compactMap { Endpoint(address: $0, port: port) }
            } catch {
                isSecure = false
                problems.append(error.text)
            }
        }
        found.endpoints = Array(found.endpoints.prefix(ProbeLimits.addresses))
        if found.endpoints.isEmpty { found.problem = problems.first ?? "the host has no address in the DNS" }
        found.isSecure = isSecure
        if isSecure { found.tlsa = tlsa(of: bare, port: port) }
        return found
    }

    private func ask(_ name: String, _ type: RecordType) throws(LookupError) -> DNSAnswer {
        guard let resolver else { throw .library("no DNS server is asked") }
        return try resolver.look(up: name, type, within: limit)
    }

    /// RFC 7672, section 2.2: only where the addresses are signed, too.
    private func tlsa(of host: String, port: Int) -> [[UInt8]] {
        guard let answer = try? ask("_\(port)._tcp.\(host)", .tlsa),
            answer.status == .secure
        else {
            return []
        }
        return answer.records
    }
}

extension LookupError {
    var isBogus: Bool {
        if case .bogus = self { true } else { false }
    }
}
