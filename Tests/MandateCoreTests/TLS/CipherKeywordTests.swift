import MandateCore
import Testing

/// Keywords must mean to an agreement what they mean to Postfix's tls_exclude_ciphers, which hands them to OpenSSL.
struct CipherKeywordTests {
    private static let known = Result { try OpenSSL.suites("ALL:COMPLEMENTOFALL").map(\.name) }

    @Test(arguments: CipherKeyword.all)
    func `a keyword selects the suites that OpenSSL selects by it`(word: String) throws {
        try expectSameSelection(word)
    }

    @Test(
        arguments: [
            "kEDH+AES", "ECDHE+AESGCM", "kDHE+aRSA", "aRSA+AES256+SHA384", "ECDHE+ECDSA+CHACHA20",
            "DHE+CAMELLIA+SHA256", "PSK+eNULL", "kRSA+TLSv1.2", "SSLv3+CBC", "kSRP+aDSS", "ADH+AES128", "aNULL+aRSA",
        ]
    )
    func `words joined by a plus select what all of them select, as in OpenSSL`(words: String) throws {
        try expectSameSelection(words)
    }

    @Test(arguments: try CaseTable.rows("cipher-keywords", columns: 1))
    func `every keyword by which OpenSSL selects algorithms is known`(row: CaseTable.Row) {
        #expect(CipherKeyword(row[0]) != nil)
    }

    @Test(arguments: ["", "rc4", "RC5", "RC4+", "+RC4", "RC4++MD5", "RC4 MD5", "!RC4", "-RC4", "@STRENGTH", "RC4:MD5"])
    func `what is no keyword of OpenSSL is none`(text: String) {
        #expect(CipherKeyword(text) == nil)
    }

    @Test(arguments: try CaseTable.rows("tls13-keywords", columns: 3))
    func `a keyword selects suites of TLS 1.3 by their encryption only`(row: CaseTable.Row) throws {
        let keyword = try #require(CipherKeyword(row[0]))
        let suite = try #require(CipherSuite(name: row[1]))
        #expect(keyword.selects(suite) == (row[2] == "yes"))
    }

    private func expectSameSelection(_ words: String) throws {
        let keyword = try #require(CipherKeyword(words))
        let known = try Self.known.get()
        let selected = try known.filter { keyword.selects(try #require(CipherSuite(name: $0))) }
        #expect(Set(selected) == Set(try OpenSSL.suites(words).map(\.name)))
    }
}
