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
    package var problem: LookupError?
    /// TLSA records in wire form, where all is signed (RFC 7672).
    package var tlsa: [[UInt8]] = []
    /// Whose TLSA records they are: the host, or where its CNAME records lead (RFC 7672, section 2.2.2); its certificate is to name
    /// this, or one of ``exchangerNames``.
    package var tlsaHost: String
    /// The domain whose MX record names it, and where the domain's CNAME records lead: its certificate may name one of these instead
    /// where a TLSA record is its CA's (RFC 7672, section 3.2.2; Postfix, smtp_tls_policy.c).
    package var exchangerNames: [String] = []
    /// Why it is not known whether there are TLSA records; nil: it is.
    package var tlsaProblem: LookupError?

    /// Without the brackets of an address.
    var bare: String { host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host }
    /// nil: it has a name.
    var literal: IPAddress? { IPAddress(bare) }

    init(host: String, preference: Int?, port: Int) {
        self.host = host
        self.preference = preference
        self.port = port
        tlsaHost = host
    }
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
            .sorted { ($0.preference, $0.host) < ($1.preference, $1.host) }
        if exchangers.contains(where: \.host.isEmpty) {
            return DomainGateways(takesNoMail: true, status: answer.status)
        }
        if exchangers.isEmpty, !answer.records.isEmpty {
            return DomainGateways(problem: "the MX records name nothing that could be a host", status: answer.status)
        }
        // The implicit MX of RFC 5321, section 5.1.
        let listed = exchangers.isEmpty ? [MailExchanger(preference: 0, host: domain)] : exchangers
        var seen: Set<String> = []
        let names = exchangers.isEmpty ? [] : [domain, answer.canonicalName].compactMap { $0 }
        let hosts = listed.filter { seen.insert($0.host).inserted }.prefix(ProbeLimits.hosts).map { exchanger in
            var host = addresses(
                of: exchanger.host,
                preference: exchanger.preference,
                port: port,
                isSigned: answer.status == .secure
            )
            host.exchangerNames = names
            return host
        }
        return DomainGateways(hosts: hosts, status: answer.status)
    }

    /// A host that is named with its port, as an agreement's gateway.
    package func gateway(_ host: String, port: Int) -> GatewayHost {
        addresses(of: host, preference: nil, port: port, isSigned: true)
    }

    private func addresses(of host: String, preference: Int?, port: Int, isSigned: Bool) -> GatewayHost {
        var found = GatewayHost(host: host, preference: preference, port: port)
        let bare = found.bare
        if let address = found.literal {
            found.endpoints = [Endpoint(address: address, port: port)].compactMap { $0 }
            return found
        }
        var isSecure = isSigned
        var problems: [LookupError] = []
        var canonicalName: String?
        for type in [RecordType.a, .aaaa] {
            do throws(LookupError) {
                let answer = try ask(bare, type)
                isSecure = isSecure && answer.status == .secure
                canonicalName = canonicalName ?? answer.canonicalName
                found.endpoints += answer.records.compactMap(IPAddress.init(data:))
                    .compactMap { Endpoint(address: $0, port: port) }
            } catch {
                problems.append(error)
            }
        }
        found.endpoints = Array(found.endpoints.prefix(ProbeLimits.addresses))
        if found.endpoints.isEmpty { found.problem = problems.first ?? .noAddress }
        if resolver?.validates != true {
            found.tlsaProblem = .notValidated
        } else if isSecure, let problem = problems.first {
            found.tlsaProblem = problem
        } else if isSecure {
            findTLSA(of: &found, [canonicalName, bare].compactMap { $0 })
        }
        return found
    }

    private func ask(_ name: String, _ type: RecordType) throws(LookupError) -> DNSAnswer {
        guard let resolver else { throw .library("no DNS server is asked") }
        return try resolver.look(up: name, type, within: limit)
    }

    /// RFC 7672, section 2.2: only where the addresses are signed, too; the first name that has any.
    private func findTLSA(of host: inout GatewayHost, _ names: [String]) {
        for name in names where host.tlsa.isEmpty {
            do throws(LookupError) {
                let answer = try ask("_\(host.port)._tcp.\(name)", .tlsa)
                guard answer.status == .secure, !answer.records.isEmpty else { continue }
                host.tlsa = answer.records
                host.tlsaHost = name
            } catch {
                host.tlsaProblem = error
                return
            }
        }
    }
}

extension LookupError {
    var isBogus: Bool {
        if case .bogus = self { true } else { false }
    }
}
