import MandateCore
import Testing

/// DESIGN.md, section 5, rules 5 and 8: what the message itself decides.
struct MessageDecidingTests {
    private static let strict = Result { try SessionDemands(words: "encrypt, on-violation reject") }
    private static let encrypted = "TLSv1.3 TLS_AES_256_GCM_SHA384 256"

    // MARK: - Classes

    @Test(
        arguments: [
            ("anna@partner.example", ["confidential", "open"]),
            ("anna@off.example", ["confidential", "open"]),
            ("anna@PARTNER.example.", ["confidential", "open"]),
            ("berta@example.com", ["confidential", "open"]),
            ("root", ["confidential", "open"]),
            ("carla@elsewhere.example", ["open"]),
            ("anna@later.example", ["open"]),
            ("anna@sub.partner.example", ["open"]),
            ("anna@[192.0.2.1]", ["open"]),
            ("", ["open"]),
        ]
    )
    func `marks of strangers, and of nobody, count only for classes that take all senders`(
        sender: String,
        classes: [String]
    ) throws {
        let register = try TestRegister.make(
            [
                .test("partner", domains: ["partner.example"]),
                .test("off", mode: .off, domains: ["off.example"]),
                .test("later", validity: Validity(from: Day("2026-06-02")), domains: ["later.example"]),
            ],
            classes: [.test("confidential"), .test("secret"), .test("open", senders: .all)]
        )
        let message = Message.test(from: sender, marked: [0, 2])
        #expect(register.classes(of: message, on: try SomeDay.get()).map(\.name) == classes)
        #expect(register.classes(of: .test(from: sender), on: try SomeDay.get()).isEmpty)
    }

    @Test(
        arguments: [
            ("none", "no-agreement"),
            ("may", "no-agreement"),
            ("dane", "no-agreement"),
            ("encrypt", ""),
            ("dane-only", ""),
            ("verify", ""),
            ("secure", ""),
            ("fingerprint", ""),
            ("secure, testing", "no-agreement"),
            ("secure, off", "no-agreement"),
            ("secure, agreement off", "no-agreement"),
            ("", "no-agreement"),
        ]
    )
    func `a recipient outside is secured by an agreement whose outbound never falls back`(
        outbound: String,
        violation: String
    ) throws {
        let words = outbound.components(", ")
        let level = SecurityLevel(rawValue: words[0])
        let mode = words.count > 1 ? Mode(rawValue: words[1]) : .enforce
        let register = try TestRegister.make(
            [
                .test(
                    "partner",
                    mode: mode == nil ? .off : .enforce,
                    domains: ["partner.example"],
                    outbound: level.map { DeliveryDemands(mode: mode ?? .enforce, level: $0) }
                )
            ],
            classes: [.test("confidential")]
        )
        let message = Message.test(from: "berta@example.com", to: ["anna@partner.example"], marked: [0])
        let judgements = register.classJudgements(
            of: message,
            session: try .milter(Self.encrypted),
            on: try SomeDay.get()
        )
        #expect(judgements.map(\.unsecured) == [violation.isEmpty ? [] : ["anna@partner.example"]])
        #expect(judgements.flatMap(\.decision.violations).map(\.rawValue) == (violation.isEmpty ? [] : [violation]))
    }

    @Test func `recipients that need no agreement are not said to lack one`() throws {
        let register = try TestRegister.make([], classes: [.test("confidential")])
        let message = Message.test(
            from: "berta@example.com",
            to: [
                "anna@elsewhere.example", "carla@example.com", "dora@mx.mail.example.com", "emil",
                "postmaster@example.com",
                "frida@[192.0.2.1]",
            ],
            marked: [0]
        )
        let judgements = register.classJudgements(
            of: message,
            session: try .milter(Self.encrypted),
            on: try SomeDay.get()
        )
        #expect(judgements.map(\.unsecured) == [["anna@elsewhere.example", "frida@[192.0.2.1]"]])
    }

    @Test(arguments: ["postmaster@example.com", "Abuse@example.com", "tls-desk@example.com"])
    func `a message to those who are never refused alone is held to no class`(recipient: String) throws {
        let register = try TestRegister.make([], classes: [.test("secret", senders: .all, needs: .endToEnd)])
        func decisions(to recipients: [String]) throws -> [Decision] {
            register.classJudgements(
                of: .test(to: recipients, marked: [0]),
                session: try .milter(),
                on: try SomeDay.get()
            ).map(\.decision)
        }
        #expect(try decisions(to: [recipient]).isEmpty)
        #expect(try decisions(to: [recipient, "berta@example.com"]).map(\.action) == [.hold])
    }

    @Test(arguments: [("127.0.0.1", 0), ("none", 0), ("192.0.2.1", 1), ("", 1)])
    func `a class asks no session for TLS that is exempt, or that never was`(address: String, count: Int) throws {
        let register = try TestRegister.make([], exempt: ["127.0.0.0/8"], classes: [.test("confidential")])
        let judgements = register.classJudgements(
            of: .test(from: "berta@example.com", marked: [0]),
            session: try .milter(clientAddress: address == "none" ? nil : address),
            on: try SomeDay.get()
        )
        #expect(judgements.count == 1)
        #expect(judgements.flatMap(\.decision.violations).count == count)
    }

    // MARK: - Agreements that need the message

    @Test(
        arguments: [
            ("anna@partner.example", [], true),
            ("carla@elsewhere.example", ["anna@partner.example"], true),
            ("carla@elsewhere.example", ["carla@elsewhere.example", "Anna@Partner.Example"], true),
            ("", ["anna@partner.example"], true),
            ("carla@elsewhere.example", ["carla@elsewhere.example"], false),
            ("carla@elsewhere.example", [], false),
        ]
    )
    func `a message is the partner's by its From header too, where the agreement says so`(
        sender: String,
        from: [String],
        isPartners: Bool
    ) throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                identifyBy: [.sender, .headerFrom],
                inbound: try Self.strict.get()
            )
        ])
        let judgements = register.judgements(
            of: .test(from: sender, fromAddresses: from),
            session: try .milter(),
            on: try SomeDay.get()
        )
        #expect(judgements.map(\.judgement.decision.action) == (isPartners ? [.reject] : []))
        #expect(judgements.flatMap(\.recipients) == (isPartners ? ["berta@example.com"] : []))
    }

    @Test func `an envelope sender in the partner's domain counts only where the agreement goes by it`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                identifyBy: [.headerFrom],
                inbound: try Self.strict.get()
            )
        ])
        func judgements(_ message: Message) throws -> [MessageJudgement] {
            register.judgements(of: message, session: try .milter(), on: try SomeDay.get())
        }
        #expect(try judgements(.test()).isEmpty)
        #expect(try judgements(.test(fromAddresses: ["anna@partner.example"])).count == 1)
    }

    @Test(
        arguments: [
            ([], []),
            ([0], ["inbound"]),
            ([1], []),
            ([0, 1], ["inbound"]),
        ] as [(ClassMarks.Found, [String])]
    )
    func `an agreement for one class is held against messages of that class`(
        marked: ClassMarks.Found,
        directions: [String]
    ) throws {
        let register = try TestRegister.make(
            [
                .test(
                    "partner",
                    domains: ["partner.example"],
                    appliesTo: .classes(["confidential"]),
                    inbound: try Self.strict.get()
                )
            ],
            classes: [.test("confidential"), .test("secret")]
        )
        let judgements = register.judgements(of: .test(marked: marked), session: try .milter(), on: try SomeDay.get())
        #expect(judgements.map(\.judgement.direction.rawValue) == directions)
    }

    @Test func `a From field that cannot be read is nothing to agreements that have gone over to others`() throws {
        let from: (String, Validity, Set<Agreement.Identification>) -> Agreement = { name, validity, ways in
            .test(
                name,
                validity: validity,
                domains: ["partner.example"],
                identifyBy: ways,
                inbound: SessionDemands(level: .encrypt)
            )
        }
        let register = try TestRegister.make([
            from("old", Validity(until: Day("2026-03-31")), [.headerFrom]),
            from("new", Validity(from: Day("2026-04-01")), [.sender]),
        ])
        var message = Message.test()
        message.isFromUnreadable = true
        for (day, action) in [("2026-03-31", Decision.Action.defer), ("2026-04-01", nil)] {
            let day = try #require(Day(day))
            let found = try register.decisionOnUnreadableFrom(of: message, session: .milter(), on: day)
            #expect(found?.decision.action == action)
        }
    }

    @Test func `a stranger's mark makes no agreement apply`() throws {
        let register = try TestRegister.make(
            [
                .test(
                    "partner",
                    domains: ["partner.example"],
                    appliesTo: .classes(["confidential"]),
                    relay: try Self.strict.get()
                )
            ],
            classes: [.test("confidential")]
        )
        func judgements(from sender: String) throws -> [MessageJudgement] {
            let message = Message.test(from: sender, to: ["anna@partner.example"], marked: [0])
            return register.judgements(of: message, session: try .milter(), on: try SomeDay.get())
        }
        #expect(try judgements(from: "carla@elsewhere.example").isEmpty)
        #expect(try judgements(from: "berta@example.com").map(\.judgement.decision.action) == [.reject])
    }

    @Test(arguments: [true, false])
    func `an agreement that exempts end-to-end encryption asks only other messages for TLS`(
        isEndToEndEncrypted: Bool
    ) throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                endToEndExempt: true,
                inbound: try Self.strict.get()
            )
        ])
        let decisions = register.judgements(
            of: .test(isEndToEndEncrypted: isEndToEndEncrypted),
            session: try .milter(),
            on: try SomeDay.get()
        ).map(\.judgement.decision)
        #expect(decisions.map(\.action) == [isEndToEndEncrypted ? .accept : .reject])
        #expect(decisions.map(\.agreement?.name) == ["partner"])
    }

    @Test func `end-to-end encryption exempts from no agreement that does not say so`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                identifyBy: [.sender, .headerFrom],
                inbound: try Self.strict.get()
            )
        ])
        let judgements = register.judgements(
            of: .test(isEndToEndEncrypted: true),
            session: try .milter(),
            on: try SomeDay.get()
        )
        #expect(judgements.map(\.judgement.decision.action) == [.reject])
    }

    @Test func `what does not need the message is left to RCPT`() throws {
        let register = try TestRegister.make([
            .test("partner", domains: ["partner.example"], inbound: try Self.strict.get(), relay: try Self.strict.get())
        ])
        let message = Message.test(
            to: ["berta@partner.example"],
            fromAddresses: ["anna@partner.example"],
            isEndToEndEncrypted: true
        )
        #expect(register.judgements(of: message, session: try .milter(), on: try SomeDay.get()).isEmpty)
    }

    @Test func `each agreement is held against a message once in each direction, for all whose sake it is`() throws {
        let register = try TestRegister.make(
            try ["one", "two"].map { name in
                .test(
                    name,
                    domains: ["\(name).example"],
                    endToEndExempt: true,
                    identifyBy: [.sender, .client, .headerFrom],
                    clients: name == "one" ? ["192.0.2.1"] : [],
                    inbound: try Self.strict.get(),
                    relay: try Self.strict.get()
                )
            }
        )
        let message = Message.test(
            from: "anna@one.example",
            to: ["a@one.example", "b@two.example", "c@one.example", "postmaster@example.com", "d@elsewhere.example"],
            fromAddresses: ["anna@one.example", "anna@two.example"]
        )
        let judgements = register.judgements(of: message, session: try .milter(), on: try SomeDay.get())
        let words = judgements.map {
            "\($0.judgement.agreement.name) \($0.judgement.direction.rawValue): \($0.recipients.joined(separator: " "))"
        }
        #expect(
            words == [
                "one inbound: a@one.example b@two.example c@one.example d@elsewhere.example",
                "two inbound: a@one.example b@two.example c@one.example d@elsewhere.example",
                "one relay: a@one.example c@one.example",
                "two relay: b@two.example",
            ]
        )
    }

    @Test func `a client is known by its address and its verified name at the message's end as at RCPT`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                endToEndExempt: true,
                identifyBy: [.client],
                clients: ["198.51.100.0/24", "mailout.partner.example"],
                inbound: try Self.strict.get()
            )
        ])
        func count(name: String, address: String?) throws -> Int {
            var message = Message.test()
            message.clientName = name
            let session = try Session.milter(clientAddress: address)
            return register.judgements(of: message, session: session, on: try SomeDay.get()).count
        }
        #expect(try count(name: "unknown", address: "192.0.2.1") == 0)
        #expect(try count(name: "unknown", address: nil) == 0)
        #expect(try count(name: "mailout.partner.example", address: "192.0.2.1") == 1)
        #expect(try count(name: "unknown", address: "198.51.100.9") == 1)
    }

    @Test func `nobody's sake is that of those who are never refused`() throws {
        let register = try TestRegister.make([
            .test("partner", domains: ["partner.example"], endToEndExempt: true, inbound: try Self.strict.get())
        ])
        func judgements(to recipients: [String]) throws -> [MessageJudgement] {
            register.judgements(of: .test(to: recipients), session: try .milter(), on: try SomeDay.get())
        }
        #expect(try judgements(to: ["postmaster@example.com", "abuse@example.com"]).isEmpty)
        #expect(try judgements(to: []).isEmpty)
        #expect(
            try judgements(to: ["postmaster@example.com", "berta@example.com"]).map(\.recipients)
                == [["berta@example.com"]]
        )
    }

    @Test(arguments: [Mode.testing, .off])
    func `an agreement in testing is judged in testing, and one that is off is not`(mode: Mode) throws {
        var demands = try Self.strict.get()
        demands.mode = mode
        let register = try TestRegister.make([
            .test("partner", domains: ["partner.example"], endToEndExempt: true, inbound: demands)
        ])
        let decisions = register.judgements(of: .test(), session: try .milter(), on: try SomeDay.get())
            .map(\.judgement.decision)
        #expect(decisions.map(\.mode) == (mode == .testing ? [.testing] : []))
        #expect(decisions.map(\.action) == (mode == .testing ? [.reject] : []))
    }
}

extension String {
    /// The parts between separators.
    fileprivate func components(_ separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
