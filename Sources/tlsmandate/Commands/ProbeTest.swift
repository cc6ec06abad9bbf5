import ArgumentParser
import Glibc
import MandateCore
import RegisterFiles
import STARTTLSProbe

struct ProbeTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Tests a domain's gateways, all partners', or our own.",
        discussion: """
            For each gateway: connect, greeting, EHLO, STARTTLS, handshake, EHLO, MAIL FROM, RCPT TO, QUIT; never DATA. What puts us \
            off (421, 450) or does not answer in time is not tested, and never taken for "no TLS".

            An agreement's gateways are those that it names; else those of its route's next hop (in brackets the host itself, else its \
            MX hosts); else the MX hosts of its domains. Each demand is held against what was negotiated; with --weak also against what \
            a gateway accepts when it is offered nothing better.

            What is found of an agreement's gateways is kept in the SQLite journal that the configuration names first, for `probe \
            history`, and what has changed since the last time is logged on standard error; where it cannot be kept, a warning says so. \
            Not kept is what --self and --connect find. Of a domains-file at most \(ProbeLimits.domains) domains are tested.

            Exit code: 0 kept, 1 warning, 2 violated, 3 could not test. Without an agreement 0 at confidence 100, else 1 or 3.

            Examples:
              tlsmandate probe partner.example
              tlsmandate probe --connect mail1.partner.example:25 --agreement partner --trace
              tlsmandate probe --all --format prometheus > /var/lib/prometheus/node-exporter/tlsmandate.prom
            """
    )

    /// How results are printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, prometheus
    }

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: "How results are printed; json: one object, for --all one a line.")
    var format = Format.text

    @Argument(help: "The domain whose gateways are tested: those of its agreement, or its MX hosts.")
    var domain: String?
    @Flag(name: .long, help: "Test the gateways of all agreements that are in force and not off.")
    var all = false
    @Flag(
        name: .customLong("self"),
        help: "Test our own gateways, the MX hosts of our domains, held against each agreement's 'ours'."
    )
    var ourselves = false
    @Option(
        name: .long,
        help: ArgumentHelp("Test this gateway alone, on port 25 unless one is given.", valueName: "host:port")
    )
    var connect: String?
    @Option(name: .long, help: ArgumentHelp("Hold the gateways against this agreement.", valueName: "name"))
    var agreement: String?

    @OptionGroup(title: "How it is tested") var manner: ProbeOptions

    func validate() throws {
        let subjects = [domain != nil || connect != nil || agreement != nil, all, ourselves].count { $0 }
        guard subjects > 0 else {
            throw ValidationError("Name a domain, --connect, --agreement, --all or --self.")
        }
        guard subjects == 1 else {
            throw ValidationError("--all and --self test what the register names; leave the others out.")
        }
        if let domain, let reason = Self.reasonAgainst(domain) { throw ValidationError(reason) }
        if let connect, ProbeOptions.hostAndPort(connect, defaultPort: 25) == nil {
            throw ValidationError("--connect is HOST:PORT, not '\(connect)'.")
        }
    }

    /// Why what was named is no domain.
    private static func reasonAgainst(_ domain: String) -> String? {
        if domain.isEmpty { return "The domain is empty." }
        if domain.contains(where: { $0.isWhitespace || "@<>/\\".contains($0) }) {
            return "'\(domain)' is no domain."
        }
        guard let (host, _) = ProbeOptions.hostAndPort(domain, defaultPort: 25), IPAddress(host) != nil else {
            return nil
        }
        return "'\(domain)' is an address, and has no MX hosts; --connect tests it."
    }

    func run() throws {
        // A reader that has gone away (`| head`), or a DNS server that hangs up, does not end the probe.
        signal(SIGPIPE, SIG_IGN)
        let loaded = try loaded()
        let register = loaded?.register
        let targets = try targets(in: register)
        if targets.isEmpty {
            StandardStreams.complain(
                "tlsmandate: nothing was tested: the register names no domain and no gateway to test"
            )
        }
        let resolver = targets.contains(where: \.needsNames) ? try resolver() : nil
        let runner = ProbeRunner(try manner.settings(register: register), resolver: resolver)
        let progress = ProbeProgress(isNeeded: targets.count > 1)
        let reports = runner.run(targets) { progress.show($0, of: $1) }
        progress.end()
        let printing = Result { try StandardStreams.printWhole(try lines(reports)) }
        if let loaded, isKept(loaded.register) {
            ProbeKeeping(loaded.service, configuration: common.config).keep(reports, at: .now)
        }
        try printing.get()
        let code = Self.exitCode(reports)
        guard code == 0 else { throw ExitCode(code) }
    }

    /// Whether what is found belongs to an agreement's history: its own domains' gateways, by the names that lead there.
    private func isKept(_ register: Register) -> Bool {
        guard !ourselves, connect == nil else { return false }
        guard let domain, let agreement else { return true }
        return register.agreement(ofDomain: domain, on: Timestamp.now.day)?.name == agreement
    }

    /// Where the resolver in between strips signatures, names are looked up all the same, and DANE is left out.
    private func resolver() throws -> Resolver {
        var settings = manner.resolverSettings
        do {
            let resolver = try Resolver(settings)
            if settings.trustAnchors != nil || resolver.passesSignatures() { return resolver }
            StandardStreams.complain("tlsmandate: the resolver does not pass DNSSEC signatures on; DANE is not tested")
            settings.validates = false
            return try Resolver(settings)
        } catch {
            StandardStreams.complain("tlsmandate: " + error.reason)
            throw ExitStatus.unavailable
        }
    }

    /// nil: there is no configuration, and none is needed.
    private func loaded() throws -> LoadedRegister? {
        if !all, !ourselves, agreement == nil, !common.hasConfiguration { return nil }
        return try RegisterLoader.loadOrComplain(common.config)
    }

    private func targets(in register: Register?) throws -> [ProbeTarget] {
        if all { return register?.partnerTargets(port: manner.port) ?? [] }
        if ourselves { return register?.ownTargets(port: manner.port) ?? [] }
        let comparable = domain.map { DomainName($0, convert: IDNA.aLabel).text }
        let named = try agreement.map { name in
            guard let found = register?.agreements.first(where: { $0.name == name }) else {
                StandardStreams.complain("tlsmandate: there is no agreement '\(Printable.escaped(name))'")
                throw ExitStatus.unavailable
            }
            return found
        }
        let held = named ?? comparable.flatMap { register?.agreement(ofDomain: $0, on: Timestamp.now.day) }
        if let connect, let (host, port) = ProbeOptions.hostAndPort(connect, defaultPort: 25) {
            return [ProbeTarget.connecting(to: host, port: port, domain: comparable, agreement: held)]
        }
        if let held {
            let found =
                comparable.map { ProbeTarget.outbound(held, domains: [$0], port: manner.port) }
                ?? register?.targets([held], port: manner.port) ?? []
            if !found.isEmpty { return found }
            StandardStreams.complain(
                "tlsmandate: the agreement '\(held.name)' names neither gateways nor a domain to look up; name a domain"
            )
            throw ExitStatus.unavailable
        }
        return comparable.map { [ProbeTarget(place: .exchangers(of: $0, port: manner.port), domain: $0)] } ?? []
    }

    private func lines(_ reports: [ProbeReport]) throws -> [String] {
        switch format {
        case .json: return try reports.map(StandardStreams.json)
        case .prometheus: return ProbePrometheus.lines(reports)
        case .text:
            let style = ProbeStyle(colours: Colour.isWanted)
            let isLong = reports.count == 1 || manner.trace
            let details = reports.filter { _ in isLong || !all }.flatMap { ProbeText($0, style: style).lines }
            return details + (reports.count > 1 ? ProbeSummary.lines(reports, style: style) : [])
        }
    }

    /// The worst of all: what is violated counts before what could not be tested, and that before a warning.
    static func exitCode(_ reports: [ProbeReport]) -> Int32 {
        let verdicts = Set(reports.map(\.verdict))
        if verdicts.contains(.violated) { return 2 }
        if verdicts.contains(.notTested) || verdicts.isEmpty { return 3 }
        return verdicts.contains(.warning) ? 1 : 0
    }
}

extension ProbeTarget {
    /// One gateway, as it is named on the command line.
    static func connecting(to host: String, port: Int, domain: String?, agreement: Agreement?) -> ProbeTarget {
        let place = Place.gateways([.init(host: host, port: port)])
        guard let agreement else { return ProbeTarget(place: place, domain: domain) }
        let name = domain ?? agreement.domains.first { !$0.below }?.name.text ?? agreement.domains.first?.name.text
        var target =
            ProbeTarget.outbound(agreement, domains: [name].compactMap { $0 }).first
            ?? ProbeTarget(place: place, domain: name, agreement: agreement)
        target.place = place
        return target
    }
}

extension Register {
    /// The agreements that gateways are held against where none is named: those in force and not off.
    private var testedAgreements: [Agreement] {
        let today = Timestamp.now.day
        return agreements.filter { $0.mode != .off && isInForce($0, on: today) }
    }

    /// What `--all` tests.
    fileprivate func partnerTargets(port: Int) -> [ProbeTarget] {
        let tested = testedAgreements
        let targets = targets(tested, port: port)
        let found = Set(targets.compactMap(\.agreement?.name))
        for agreement in tested where !found.contains(agreement.name) {
            StandardStreams.complain(
                "tlsmandate: \(agreement.name) is left out: it names neither gateways nor a domain to look up"
            )
        }
        return targets
    }

    /// The targets of some agreements, with the domains of their domains-files; how many of those are left out is said.
    fileprivate func targets(_ agreements: [Agreement], port: Int) -> [ProbeTarget] {
        let domains = LookupDomains(self, on: Timestamp.now.day)
        return agreements.flatMap { agreement in
            let targets = ProbeTarget.outbound(agreement, domains: domains.of(agreement), port: port)
            let leftOut = domains.leftOut(of: agreement)
            if targets.count > 1, leftOut > 0 {
                StandardStreams.complain(
                    "tlsmandate: \(agreement.name): \(leftOut) domains of its domains-file are left out, the last in the "
                        + "order of the alphabet"
                )
            }
            return targets
        }
    }

    /// What `--self` tests: the MX hosts of our own domains, for each agreement that makes demands of them.
    fileprivate func ownTargets(port: Int) -> [ProbeTarget] {
        let domains = configuration.organisation.domains.filter { !$0.below }.map(\.name.text)
        let demanding = testedAgreements.filter { $0.ours != nil }
        return domains.flatMap { domain in
            let place = ProbeTarget.Place.exchangers(of: domain, port: port)
            if demanding.isEmpty { return [ProbeTarget(place: place, domain: domain)] }
            return demanding.map { agreement in
                ProbeTarget(
                    place: place,
                    domain: domain,
                    agreement: agreement,
                    section: agreement.ours.map { .ours($0) },
                    mode: agreement.mode
                )
            }
        }
    }
}
