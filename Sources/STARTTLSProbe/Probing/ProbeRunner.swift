package import MandateCore

/// Probes targets: looks all of them up, connects once to each address, and judges each target by what was seen there.
package struct ProbeRunner: Sendable {
    /// What is the same for all targets.
    package struct Settings: Sendable {
        package var limits = ProbeLimits()
        /// Gateways at once.
        package var concurrency = ProbeLimits.concurrency
        package var helo: String
        package var sender: String
        /// nil: postmaster at the target's domain.
        package var recipient: String?
        package var traces = false
        /// Whether weaker protocols are offered, too.
        package var asksWeaker = false
        /// A PEM file with certificate revocation lists.
        package var revocationList: String?
        /// The clock.
        package var now: @Sendable () -> Timestamp

        package init(helo: String, sender: String, now: @escaping @Sendable () -> Timestamp) {
            self.helo = helo
            self.sender = sender
            self.now = now
        }
    }

    private let settings: Settings
    private let lookup: GatewayLookup

    /// - Parameter resolver: nil: nobody is asked, and no name has an address.
    package init(_ settings: Settings, resolver: Resolver?) {
        self.settings = settings
        lookup = GatewayLookup(resolver, within: settings.limits.stage)
    }

    /// Blocks its thread until all is tested.
    ///
    /// - Parameter progress: Told how many of how many addresses are done; called from several threads.
    package func run(
        _ targets: [ProbeTarget],
        progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) -> [ProbeReport] {
        let places = Array(Set(targets.map(\.place)))
        let found = Workers.map(places, atOnce: settings.concurrency, find)
        let gateways = Dictionary(uniqueKeysWithValues: zip(places, found))
        let observations = observe(targets, gateways, progress)
        var trusts: [String?: Result<TrustStore, TrustStore.Unreadable>] = [:]
        return targets.map { target in
            let trust = trusts[target.trustAnchors] ?? trustStore(target.trustAnchors)
            trusts[target.trustAnchors] = trust
            return report(target, gateways[target.place] ?? DomainGateways(), observations, trust)
        }
    }

    private func find(_ place: ProbeTarget.Place) -> DomainGateways {
        switch place {
        case .exchangers(let domain, let port): lookup.gateways(of: domain, port: port)
        case .gateways(let named): DomainGateways(hosts: named.map { lookup.gateway($0.host, port: $0.port) })
        }
    }

    /// An address and what is said to it. Who is asked first for an address settles the envelope.
    private struct Question: Sendable {
        let endpoint: Endpoint
        let envelope: Envelope
        /// What is sent in the server name extension, by the targets that share the address; nil: nothing. Not empty.
        var serverNames: [String?]
        /// What weaker is offered; empty: nothing.
        var weaker: [WeakerQuestion] = []
    }

    /// One connection to each address, whichever targets share it; more only where it shows one certificate for all names, and that
    /// has not all of them.
    private func observe(
        _ targets: [ProbeTarget],
        _ gateways: [ProbeTarget.Place: DomainGateways],
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) -> [Endpoint: ObservedGateway] {
        var questions: [Question] = []
        let weaker = settings.asksWeaker ? weakerQuestions(targets, gateways) : [:]
        var asked: [Endpoint: Int] = [:]
        for target in targets {
            guard let envelope = envelope(for: target) else { continue }
            for host in gateways[target.place]?.hosts ?? [] {
                let name = target.serverName(of: host)
                for endpoint in host.endpoints {
                    if let index = asked[endpoint] {
                        if !questions[index].serverNames.contains(name) { questions[index].serverNames.append(name) }
                        continue
                    }
                    asked[endpoint] = questions.count
                    questions.append(
                        Question(
                            endpoint: endpoint,
                            envelope: envelope,
                            serverNames: [name],
                            weaker: weaker[endpoint] ?? []
                        )
                    )
                }
            }
        }
        let count = questions.count
        let done = Counter()
        let settings = settings
        progress(0, count)
        let observed = Workers.map(questions, atOnce: settings.concurrency) { question in
            defer { progress(done.increment(), count) }
            return Self.observe(question, settings)
        }
        return Dictionary(zip(questions.map(\.endpoint), observed)) { first, _ in first }
    }

    /// What all targets that share an address would have asked there, each question once.
    private func weakerQuestions(
        _ targets: [ProbeTarget],
        _ gateways: [ProbeTarget.Place: DomainGateways]
    ) -> [Endpoint: [WeakerQuestion]] {
        var all: [Endpoint: [WeakerQuestion]] = [:]
        for target in targets {
            let wanted = WeakerQuestion.usual + (target.section?.weakerQuestions ?? [])
            for endpoint in (gateways[target.place]?.hosts ?? []).flatMap(\.endpoints) {
                for question in wanted where !all[endpoint, default: []].contains(question) {
                    all[endpoint, default: []].append(question)
                }
            }
        }
        return all
    }

    private static func observe(_ question: Question, _ settings: Settings) -> ObservedGateway {
        let names = question.serverNames
        let probe = GatewayProbe(
            limits: settings.limits,
            serverName: names.first ?? nil,
            traces: settings.traces
        )
        let first = observe(question, probe, settings)
        var observed = ObservedGateway(observation: first)
        // Without TLS, or with a certificate for that name too, another name would show nothing new.
        for name in names.dropFirst().prefix(ProbeLimits.serverNames) where first.tls != nil && !first.shows(name) {
            var named = probe
            named.serverName = name
            observed.named[name] = observe(question, named, settings)
        }
        if !question.weaker.isEmpty, first.stages[.tlsAdvertised]?.outcome == .ok {
            var offers = WeakerOffers(probe, question.endpoint, question.envelope, settings.now, seen: first)
            observed.weaker = offers.ask(question.weaker)
        }
        return observed
    }

    private static func observe(_ question: Question, _ probe: GatewayProbe, _ settings: Settings) -> GatewayObservation
    {
        let observation = probe.observe(question.endpoint, envelope: question.envelope, at: settings.now())
        guard observation.stages[.tlsAdvertised]?.outcome == .ok, observation.stages[.tlsNegotiated]?.outcome == .fail
        else { return observation }
        // A gateway without a certificate can do nothing else; a sender at level encrypt would use it.
        var anonymous = probe
        anonymous.offer = TLSOffer(maximum: .tls12, ciphers: TLSOffer.anonymous)
        let second = anonymous.observe(question.endpoint, envelope: question.envelope, at: settings.now())
        return second.tls == nil ? observation : second
    }

    private func envelope(for target: ProbeTarget) -> Envelope? {
        let domain = target.domain ?? ""
        let postmaster = domain.isEmpty ? "postmaster" : "postmaster@\(domain)"
        return Envelope(helo: settings.helo, sender: settings.sender, recipient: settings.recipient ?? postmaster)
    }

    private func trustStore(_ anchors: String?) -> Result<TrustStore, TrustStore.Unreadable> {
        do throws(TrustStore.Unreadable) {
            return .success(try TrustStore(anchors: anchors, revocationList: settings.revocationList))
        } catch {
            return .failure(error)
        }
    }

    private func report(
        _ target: ProbeTarget,
        _ gateways: DomainGateways,
        _ observations: [Endpoint: ObservedGateway],
        _ trust: Result<TrustStore, TrustStore.Unreadable>
    ) -> ProbeReport {
        let now = settings.now()
        var report = ProbeReport(
            domain: target.domain,
            agreement: target.agreement?.name,
            partner: target.agreement?.partner,
            section: target.section?.name,
            mode: target.section.map { _ in target.mode },
            file: target.agreement?.file,
            time: now.text,
            dnssec: gateways.status,
            gateways: [],
            demands: [],
            warnings: [],
            problem: gateways.takesNoMail ? "the domain takes no mail (RFC 7505)" : gateways.problem,
            verdict: .notTested
        )
        switch trust {
        case .failure(let unreadable):
            report.problem = "\(unreadable.file) '\(unreadable.path)' cannot be read: \(unreadable.reason)"
        case .success(let store):
            let judging = GatewayJudging(trust: store)
            report.gateways = gateways.hosts.flatMap { host in
                results(of: host, by: target.serverName(of: host), observations, judging, now)
            }
        }
        report.confidence = ProbeReport.mean(report.gateways)
        for gateway in report.gateways {
            let demands = target.section?.compare(with: gateway, at: now) ?? []
            report.demands += demands
            report.warnings +=
                ProbeWarnings(gateway: gateway, section: target.section, demands: demands, now: now).all
        }
        report.verdict = report.judged()
        return report
    }

    private func results(
        of host: GatewayHost,
        by serverName: String?,
        _ observations: [Endpoint: ObservedGateway],
        _ judging: GatewayJudging,
        _ now: Timestamp
    ) -> [GatewayResult] {
        guard !host.endpoints.isEmpty else {
            return [judging.untested(host, reason: host.problem?.text ?? "no address", at: now)]
        }
        return host.endpoints.compactMap { endpoint in
            guard let observed = observations[endpoint] else { return nil }
            var result = judging.judge(observed.named[serverName] ?? observed.observation, of: host)
            result.weaker = observed.weaker
            return result
        }
    }
}

/// What one address showed, in one connection, those for other names, and those for weaker offers.
struct ObservedGateway: Sendable {
    let observation: GatewayObservation
    /// By what was sent in the server name extension, where that was asked for apart.
    var named: [String?: GatewayObservation] = [:]
    var weaker: [WeakerOffer]?
}

extension GatewayObservation {
    /// Whether the certificate is one for a name, so that it would be shown to those who ask for it. Who asks for none takes what there
    /// is.
    fileprivate func shows(_ name: String?) -> Bool {
        guard let name else { return true }
        guard let leaf = chain.first.flatMap({ Certificate(der: $0) }) else { return false }
        return ServerNames(["hostname"], nexthop: name, hostname: name).match(leaf.comparedNames) != nil
    }
}
