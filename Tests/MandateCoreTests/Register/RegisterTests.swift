import MandateCore
import Testing

struct RegisterTests {
    @Test(arguments: try CaseTable.rows("lookups", columns: 3))
    func `the agreement in force for an address is found`(row: CaseTable.Row) throws {
        let register = try Self.register()
        let day = try #require(Day(row[0]))
        let name = register.agreement(ofAddress: row[1].utf8.span, on: day)?.name
        #expect(name == (row[2] == "none" ? nil : row[2]))
    }

    @Test(arguments: try CaseTable.rows("client-lookups", columns: 4))
    func `the agreement in force for a client is found by its address before its name`(row: CaseTable.Row) throws {
        let register = try Self.register()
        let day = try #require(Day(row[0]))
        let name = register.agreement(ofClient: row[1].utf8.span, address: row[2].utf8.span, on: day)?.name
        #expect(name == (row[3] == "none" ? nil : row[3]))
    }

    @Test(arguments: [["partner.example"], []])
    func `an agreement begins on its first day and does not end after its last`(domains: [String]) throws {
        let validity = Validity(from: Day("2026-03-01"), until: Day("2028-02-29"))
        let agreement = Agreement.test("partner", validity: validity, domains: domains)
        let register = try TestRegister.make([agreement])
        let days = ["2026-02-28", "2026-03-01", "2028-02-29", "2028-03-01", "2099-12-31"]
        let isInForce = try days.map { register.isInForce(agreement, on: try #require(Day($0))) }
        #expect(isInForce == [false, true, true, true, true])
        #expect(register.end(of: agreement) == nil)
    }

    @Test func `an agreement has ended on the day on which the last of its domains goes over`() throws {
        let register = try Self.register()
        let ends = Dictionary(uniqueKeysWithValues: register.agreements.map { ($0.name, register.end(of: $0)?.text) })
        #expect(
            ends.compactMapValues { $0 } == ["partner": "2026-01-01", "old": "2026-05-01"]
        )
    }

    @Test func `a domain may be asked for by its U-label or its A-label`() throws {
        let register = try Self.register()
        let day = try #require(Day("2026-06-01"))
        #expect(register.agreement(ofDomain: "Müller.example.", on: day)?.name == "umlaut")
        #expect(register.agreement(ofDomain: "xn--mller-kva.example", on: day)?.name == "umlaut")
    }

    @Test func `two agreements that claim one name for the same time are told apart from successors`() throws {
        var builder = TestRegister.builder()
        let ends = Validity(until: Day("2025-12-31"))
        let begins = Validity(from: Day("2026-01-01"))
        let first = builder.add(.test("first", validity: ends))
        let successor = builder.add(.test("successor", validity: begins))
        let rival = builder.add(.test("rival"))
        let name = "partner.example"
        #expect(builder.claim(name.utf8.span, below: false, for: first) == nil)
        #expect(builder.claim(name.utf8.span, below: false, for: first) == nil)
        #expect(builder.claim(name.utf8.span, below: false, for: successor) == nil)
        #expect(builder.claim(name.utf8.span, below: true, for: rival) == nil)
        #expect(builder.claim(name.utf8.span, below: false, for: rival)?.name == "first")
    }

    @Test(arguments: ["192.0.2.0/24", "mailout.partner.example", "*.partner.example"])
    func `two agreements that claim one client for the same time are told`(text: String) {
        var builder = TestRegister.builder()
        let first = builder.add(.test("first", validity: Validity(until: Day("2025-12-31"))))
        let successor = builder.add(.test("successor", validity: Validity(from: Day("2026-01-01"))))
        let rival = builder.add(.test("rival", validity: Validity(from: Day("2026-06-01"))))
        let client = TestRegister.client(text)
        #expect(builder.claim(client, for: first) == nil)
        #expect(builder.claim(client, for: successor) == nil)
        #expect(builder.claim(client, for: rival)?.name == "successor")
    }

    @Test func `domains are counted once, however many agreements name them`() throws {
        let register = try TestRegister.make([
            .test("one", domains: ["partner.example", "*.partner.example", "other.example"]),
            .test("two", domains: ["third.example"]),
        ])
        #expect(register.domainCount == 3)
        #expect(register.digest == "digest")
    }

    private static func register() throws -> Register {
        try TestRegister.make(
            CaseTable.rows("register", columns: 5).map { row in
                let days = row[2].split(separator: " to ").map { Day(String($0)) }
                return .test(
                    row[0],
                    mode: try #require(Mode(rawValue: row[1])),
                    validity: Validity(from: days[0], until: days[1]),
                    domains: row[3].split(separator: ", ").map(String.init),
                    clients: row[4].split(separator: ", ").map(String.init)
                )
            }
        )
    }
}
