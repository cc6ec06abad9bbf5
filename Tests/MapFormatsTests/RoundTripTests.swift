import MapFormats
import Testing

/// Export after import gives an equal table.
@Suite
struct RoundTripTests {
    /// What one export says once it was imported, the drafts are enforced, and exported again.
    private func again(_ table: String, kind: String, _ export: (TestSite) -> String) throws -> [String] {
        let result = ImportTests.result(of: Array(table.utf8), kind: kind)
        return try export(TestSite(drafts: result, enforced: true)).entries.sorted()
    }

    @Test
    func `policies come back as they were`() throws {
        let table = try TestSite(Agreements.texts).policies
        #expect(try again(table, kind: "tls-policy", \.policies) == table.entries.sorted())
    }

    @Test
    func `senders come back as they were, but for what is in testing and exceptions`() throws {
        let table = try TestSite(Agreements.texts.filter { !["free", "narrow", "testing"].contains($0.key) }).senders()
        #expect(try again(table, kind: "sender-access") { $0.senders() } == table.entries.sorted())
    }

    @Test
    func `Sendmail's entries come back as they were, but for exceptions and names that it cannot compare`() throws {
        let left = ["free", "below", "both", "unrouted", "narrow", "marked"]
        let table = try TestSite(Agreements.texts.filter { !left.contains($0.key) }).sendmail
        let entries = table.entries.filter { !$0.contains("TLS_Clt") }.sorted()
        #expect(try again(table, kind: "sendmail-access", \.sendmail).filter { !$0.contains("TLS_Clt") } == entries)
    }

    @Test(arguments: [
        "a.example none", "a.example may", "a.example encrypt", "a.example dane", "a.example dane-only",
        "a.example verify match=hostname", "a.example secure match=nexthop:dot-nexthop",
        "a.example secure match=.b.example ciphers=medium", "a.example may protocols=>=TLSv1.2 ciphers=high",
        "[a.example]:26 encrypt", "a.example:26 encrypt", ".a.example encrypt exclude=AES128:CAMELLIA128:ARIA128",
        "a.example encrypt protocols=!SSLv2:!SSLv3 exclude=CBC,ciphers=high", "a.example encrypt exclude=CHACHA20",
    ])
    func `once a table has been exported it stays what it is, with its keys and levels`(line: String) throws {
        let first = try again(line, kind: "tls-policy", \.policies)
        #expect(first.count == 1)
        #expect(try again(first.joined(separator: "\n"), kind: "tls-policy", \.policies) == first)
        let words = first.first?.split { $0 == "\t" || $0 == " " }.prefix(2).map(String.init)
        #expect(words == line.split(separator: " ").prefix(2).map(String.init))
    }

    /// 256 bits of TLS 1.3 cannot be had of Postfix: all mail waits, and does not go by TLS 1.2 once the table was imported.
    @Test(arguments: ["encrypt", "may"])
    func `a policy that leaves no version still leaves none`(level: String) throws {
        let line =
            "a.example\t\(level) protocols=>=TLSv1.3:<=TLSv1.2 ciphers=high exclude=aNULL:eNULL:EXPORT:DES:RC4:MD5:3DES:RC2:IDEA:SEED:AES128:CAMELLIA128:ARIA128"
        #expect(try again(line, kind: "tls-policy", \.policies) == [line])
    }

    @Test
    func `a long table of one partner becomes one agreement, and of many partners many`() throws {
        let numbers = 1...20_000
        let one = numbers.map { "d\($0).example secure match=.partner.example\n" }.joined()
        #expect(ImportTests.result(of: Array(one.utf8), kind: "tls-policy").drafts.count == 1)
        let many = numbers.map { "d\($0).example encrypt\n.d\($0).example encrypt\n" }.joined()
        #expect(ImportTests.result(of: Array(many.utf8), kind: "tls-policy").drafts.count == numbers.count)
    }
}
