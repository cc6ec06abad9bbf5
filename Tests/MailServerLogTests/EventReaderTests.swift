import Foundation
import MailServerLog
import Testing

@Suite struct EventReaderTests {
    @Test(arguments: ["postfix-3.7.log", "sendmail-8.17.log"])
    func `lines cut off anywhere, and lines with wrong octets, do no harm`(name: String) throws {
        var parser = LogLineParser(zone: .gmt, lastChange: Cases.now)
        var reader = EventReader()
        var fold = IncidentFold(lookup: Cases.byDomain)
        var generator = SystemRandomNumberGenerator()
        for line in try Cases.text(name).split(separator: "\n") {
            let octets = Array(line.utf8)
            for length in stride(from: octets.count, through: 16, by: -7) {
                var damaged = Array(octets[..<length])
                damaged[Int.random(in: 16..<max(17, length), using: &generator) - 1] = .random(
                    in: 0...255,
                    using: &generator
                )
                guard let line = parser.parse(damaged.span) else { continue }
                reader.read(line) { fold.add($0) }
            }
        }
        #expect(!fold.incidents.isEmpty)
    }

    @Test func `a stranger's combining character does not hide what stands behind it`() {
        let line = """
            Nov 21 06:00:00 mx postfix/smtp[7]: AAAAA1: to=<a\u{301}@x.example>, relay=none\u{301}, delay=1, dsn=4.7.5\u{301}, \
            status=deferred (client TLS configuration problem)
            """
        #expect(Cases.deliveries(Cases.events(of: line)).map(\.failure) == [.policyFailed])
    }

    @Test func `an address of 64 KiB and a NUL do no harm`() {
        let long = String(repeating: "a", count: 65_536)
        let line =
            "Nov 21 06:00:00 mx postfix/smtp[7]: AAAAA1: to=<\(long)@x.example>, relay=none, dsn=4.7.5, status=deferred (\u{0})"
        #expect(Cases.deliveries(Cases.events(of: line)).count == 1)
    }
}
