import Foundation
import MailServerLog
import MandateCore
import Testing

@Suite struct LogLineParserTests {
    private func parse(_ line: String, zone: TimeZone = .gmt, lastChange: Timestamp = Cases.now) -> LogLine? {
        var parser = LogLineParser(zone: zone, lastChange: lastChange)
        return parser.parse(Array(line.utf8).span)
    }

    @Test func `the traditional form, which maillog_file has too`() throws {
        let line = try #require(parse("Nov  1 06:01:02 mx postfix/smtp[17436]: D72ACFB2040: to=<a@b.example>, x"))
        #expect(line.time.text == "2026-11-01T06:01:02.000Z")
        #expect(line.host == "mx")
        #expect(line.programName == "postfix/smtp")
        #expect(line.program == .postfixClient)
        #expect(line.process == 17_436)
        #expect(line.text == "D72ACFB2040: to=<a@b.example>, x")
    }

    @Test(arguments: [
        ("2026-11-21T05:54:21.123456+01:00", "2026-11-21T04:54:21.123Z"),
        ("2026-11-21T05:54:21+00:00", "2026-11-21T05:54:21.000Z"),
        ("2026-11-21T05:54:21.5Z", "2026-11-21T05:54:21.500Z"),
        ("2026-11-21T05:54:21.000-03:30", "2026-11-21T09:24:21.000Z"),
    ])
    func `the form of rsyslog`(written: String, meant: String) {
        #expect(parse("\(written) mx sm-mta[7]: text")?.time.text == meant)
    }

    @Test func `a line without a year is of the year before where it would be later than the file`() {
        #expect(parse("Dec 31 23:59:59 mx sendmail[7]: x")?.time.text == "2025-12-31T23:59:59.000Z")
        #expect(parse("Nov 22 06:00:00 mx sendmail[7]: x")?.time.text == "2026-11-22T06:00:00.000Z")
        #expect(parse("Feb 29 06:00:00 mx sendmail[7]: x") == nil)
    }

    @Test func `local time is that of the place, in summer and in winter`() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(parse("Nov 21 06:00:00 mx sendmail[7]: x", zone: zone)?.time.text == "2026-11-21T05:00:00.000Z")
        #expect(parse("Jul 21 06:00:00 mx sendmail[7]: x", zone: zone)?.time.text == "2026-07-21T04:00:00.000Z")
    }

    @Test(arguments: [
        ("postfix/smtp", MailProgram.postfixClient), ("postfix-out/relay/smtp", .postfixClient),
        ("postfix/lmtp", .postfixClient), ("sendmail", .sendmail), ("sm-mta", .sendmail), ("sm-msp-queue", .sendmail),
    ])
    func `programs by their names`(name: String, program: MailProgram) {
        #expect(parse("Nov 21 06:00:00 mx \(name)[7]: x")?.program == program)
    }

    @Test(arguments: [
        "", "x", "Nov 21", "Nov 21 06:00:00", "Nov 21 06:00:00 mx", "Nov 21 06:00:00 mx postfix/smtp",
        "Nov 21 06:00:00 mx postfix/smtp[7]", "Nov 21 06:00:00 mx postfix/smtp[x]: y",
        "Nov 21 26:00:00 mx sendmail[7]: x",
        "Nov 41 06:00:00 mx sendmail[7]: x", "2026-13-21T05:54:21Z mx sendmail[7]: x", "2026-11-21T05:54:21",
        "2026-11-21T05:54:21+", "2026-11-21T05:54:21+01:0", "Nov 21 06:00:00 mx sshd[7]: x",
        "Nov 21 06:00:00 mx /[7]: x",
        "Nov 21 06:00:00 mx postfix/smtp [7]: x", "Nov 21 06:00:00 mx postfix/smtp[99999999999]: x",
    ])
    func `what is no line of a mail server is passed over`(line: String) {
        #expect(parse(line) == nil)
    }

    @Test func `octets that are no text do no harm`() throws {
        let octets = Array("Nov 21 06:00:00 mx sendmail[7]: a".utf8) + [0, 0xff, 0xfe, 0x80] + Array("b".utf8)
        var parser = LogLineParser(zone: .gmt, lastChange: Cases.now)
        let parsed = parser.parse(octets.span)
        let line = try #require(parsed)
        #expect(line.text.hasPrefix("a\u{0}\u{fffd}"))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let noise = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = parser.parse(noise.span)
            _ = parser.parse((Array("Nov 21 06:00:00 mx postfix/smtp[7]: ABCDE12: to=<".utf8) + noise).span)
        }
    }
}
