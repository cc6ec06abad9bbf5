import MandateCore
import Testing

struct CipherExclusionTests {
    @Test(arguments: try CaseTable.rows("legacy-suites", columns: 6))
    func `suites without authentication, without encryption or with broken algorithms are always excluded`(
        row: CaseTable.Row
    ) throws {
        let keyword = row[5]
        #expect(CipherExclusion().excludes(row[0]) == (keyword != "-"))
        if keyword != "-" {
            let suite = try #require(CipherSuite(name: row[0]))
            #expect(CipherExclusion.always.contains { $0.text == keyword && $0.selects(suite) })
        }
    }

    @Test(arguments: try CaseTable.rows("tls13-suites", columns: 2))
    func `no suite of TLS 1.3 is excluded unless an agreement asks for it`(row: CaseTable.Row) {
        #expect(!CipherExclusion().excludes(row[0]))
    }

    @Test(arguments: try CaseTable.rows("no-suites", columns: 1))
    func `a cipher of which nothing can be said is excluded`(row: CaseTable.Row) {
        #expect(CipherExclusion().excludes(row[0]))
    }

    @Test(arguments: try CaseTable.rows("exclusions", columns: 3))
    func `an entry excludes the suites that it means`(row: CaseTable.Row) throws {
        let entry = try #require(CipherExclusion.Entry(row[0]))
        #expect(entry.text == row[0])
        #expect(CipherExclusion([entry]).excludes(row[1]) == (row[2] == "excluded"))
    }

    @Test(
        arguments: [
            "", "3des", "TRIPLE-DES", "RC4-*", "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            // a misspelt suite must be told of: it would exclude nothing
            "ECDHE-RSA-AES256-GCM", "ECDHE-RSA-AES256-GCM-SHA385", "ECDHE-RSA-CHACHA20-POLY1306",
            "ECDHE-RSA-AES256-GCM-SHA384-", "TLS_AES_256_GCM", "TLS_AES_256_GCM_SHA385", "TLS_AES_128_CCM_9_SHA256",
        ]
    )
    func `an entry that OpenSSL knows neither as keyword nor as suite is none`(text: String) {
        #expect(CipherExclusion.Entry(text) == nil)
    }

    @Test func `a reader is told what is always excluded, then what the agreement adds`() throws {
        let entry = try #require(CipherExclusion.Entry("3DES"))
        #expect(CipherExclusion([entry]).text == "aNULL, eNULL, EXPORT, DES, RC4, MD5, 3DES")
    }
}
