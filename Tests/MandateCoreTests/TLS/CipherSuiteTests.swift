import MandateCore
import Testing

/// The oracle is OpenSSL itself: what `openssl ciphers -V` prints beside a name is what must be read from the name.
struct CipherSuiteTests {
    @Test func `every suite that OpenSSL has is read as OpenSSL describes it`() throws {
        let suites = try OpenSSL.suites("ALL:COMPLEMENTOFALL")
        #expect(suites.count > 100)
        for suite in suites {
            let read = try #require(CipherSuite(name: suite.name), "\(suite.name)")
            #expect(read.name == suite.name)
            #expect(read.algorithms.keyExchange == AlgorithmWords.keyExchanges[suite.keyExchange], "\(suite)")
            #expect(read.algorithms.authentication == AlgorithmWords.authentications[suite.authentication], "\(suite)")
            #expect(read.algorithms.encryption == AlgorithmWords.encryptions[suite.encryption], "\(suite)")
            #expect(read.algorithms.mac == AlgorithmWords.macs[suite.mac], "\(suite)")
            #expect(read.algorithms.since == AlgorithmWords.versions[suite.version], "\(suite)")
        }
    }

    @Test(arguments: try CaseTable.rows("legacy-suites", columns: 6))
    func `a suite of older mail servers is read as OpenSSL described it`(row: CaseTable.Row) throws {
        let algorithms = try #require(CipherSuite(name: row[0])).algorithms
        #expect(algorithms.keyExchange == AlgorithmWords.keyExchanges[row[1]])
        #expect(algorithms.authentication == AlgorithmWords.authentications[row[2]])
        #expect(algorithms.encryption == AlgorithmWords.encryptions[row[3]])
        #expect(algorithms.mac == AlgorithmWords.macs[row[4]])
    }

    @Test(arguments: try CaseTable.rows("tls13-suites", columns: 2))
    func `a suite of TLS 1.3 is its encryption, and nothing is known of key exchange and authentication`(
        row: CaseTable.Row
    ) throws {
        let algorithms = try #require(CipherSuite(name: row[0])).algorithms
        #expect(algorithms.encryption == AlgorithmWords.encryptions[row[1]])
        #expect(algorithms.keyExchange == .any)
        #expect(algorithms.authentication == .any)
        #expect(algorithms.mac == .aead)
        #expect(algorithms.since == .tls13)
    }

    @Test(arguments: try CaseTable.rows("no-suites", columns: 1))
    func `a name of which nothing can be said is no suite`(row: CaseTable.Row) {
        #expect(CipherSuite(name: row[0]) == nil)
    }
}
