import AuditReport
import MandateCore
import ReportSample
import Testing

/// What a reader finds in the page.
struct PageTests {
    private func refused(_ number: Int64 = 1) -> DecisionRecord {
        var record = SampleMonth.record(number, action: .reject, violations: [.protocolTooOld, .certificateMissing])
        record.reply = "550 5.7.1 TLS agreement with HELLA: too old; contact postmaster@example.com"
        record.sender = "monika@hella.com"
        record.recipients = ["einkauf@example.com", "vertrieb@example.com"]
        record.queueID = "4cX\(number)"
        return record
    }

    @Test func `each agreement has a sentence that says how its month was`() throws {
        let kept = (2...1204).map { number in
            var record = SampleMonth.record(Int64(number))
            record.queueID = "4cX\(number)"
            return record
        }
        let report = try ReadReport([refused()] + kept)
        #expect(
            report.text.contains(
                "1,204 messages from HELLA in October 2026: 1,203 kept what was agreed and 1 was refused."
            )
        )
        #expect(report.text.contains("1,204 messages under 4 agreements were recorded. 1,203 of them (99.9 %) kept"))
    }

    @Test func `a refusal is listed with all that one asks about it`() throws {
        let report = try ReadReport([refused()])
        let row = try #require(report.row("12 October 07:13:20 Refused Record \(refused().id.text)"))
        for part in [
            "From monika@hella.com", "To einkauf@example.com and vertrieb@example.com",
            "Sent by mail1.hella.com (82.210.249.14)", "Queue id 4cX1", "TLS TLS 1.3, TLS_AES_256_GCM_SHA384",
        ] {
            #expect(row[1].contains(part), "\(row[1])")
        }
        #expect(row[2].contains("The TLS protocol version is too old (protocol-too-old)"))
        #expect(row[2].contains("No client certificate was presented (certificate-missing)"))
        #expect(row[2].contains("Reply: 550 5.7.1 TLS agreement with HELLA: too old; contact postmaster@example.com"))
    }

    @Test func `where not all refusals fit, the report says how many more there are and which command lists them`()
        throws
    {
        var limits = ReportLimits()
        limits.refusalsPerAgreement = 3
        let report = try ReadReport((1...1500).map { refused(Int64($0)) }, limits: limits)
        #expect(report.text.contains("Here are the first 3; 1,497 more are in the journal."))
        #expect(
            report.text.contains(
                "tlsmandate audit list --agreement hella --since 2026-10-01 --until 2026-11-01 --action reject"
            )
        )
        #expect(report.rows.count { $0.first?.contains("Refused Record") ?? false } == 3)
    }

    @Test func `refusals with huge addresses are listed only as long as memory is bounded`() throws {
        var limits = ReportLimits()
        limits.refusalOctets = 150_000
        let records = (1...5).map { number in
            var record = refused(Int64(number))
            record.sender = String(repeating: "x", count: 65_536)
            return record
        }
        #expect(try ReadReport(records, limits: limits).text.contains("Here are the first 2; 3 more"))
    }

    @Test func `the demands stand in words`() throws {
        let text = try ReadReport([]).text
        for sentence in [
            "1 March 2026 to 29 February 2028", "TLS 1.2 or newer, with session keys of 256 bits or more.",
            "What does not keep this is refused for the time being; the sender's server tries again.",
            "The certificate must bear the name mailin*.audi.de.", "Not with the ciphers RC4, nor with worthless ones",
            "The certificate must be one of extended validation (EV).",
            "Hinweise zur E-Mail-Verschlüsselung mit der AUDI AG, 1.2, 2019-06-06",
            "In testing: what does not keep it is recorded, and passes",
        ] {
            #expect(text.contains(sentence))
        }
    }

    @Test func `a month without records says so, for each agreement and as a whole`() throws {
        let report = try ReadReport([])
        #expect(report.text.contains("No decision on any message was recorded in October 2026"))
        #expect(report.text.contains("No message under this agreement was recorded in October 2026."))
        #expect(report.text.contains("The agreement asks nothing of mail that comes to us"))
        #expect(!report.html.contains("<rect"))
    }

    @Test func `without any agreement the report is still a page`() throws {
        #expect(try ReadReport([], subject: SampleMonth.subject(agreements: [])).text.contains("The words used"))
    }

    @Test func `an agreement that the register has no more is not left out`() throws {
        var record = SampleMonth.record()
        record.agreement = "old"
        record.partner = "Old Partner AG"
        let report = try ReadReport([record])
        #expect(report.row("Old Partner AG")?[1] == "1")
        #expect(report.text.contains("The register has no agreement of the name old any more."))
    }

    @Test func `messages that only their mark concerned are not left out`() throws {
        var record = SampleMonth.record(1, action: .reject, violations: [.noAgreement])
        (record.agreement, record.partner, record.direction, record.classes) = (nil, nil, nil, ["secret"])
        let report = try ReadReport([record])
        #expect(report.row("Messages under no agreement")?[3] == "1")
        #expect(report.text.contains("Marked secret"))
    }

    @Test func `a selection leaves out what was not asked for`() throws {
        var other = SampleMonth.record(2)
        other.agreement = "allianz"
        let report = try ReadReport([SampleMonth.record(1), other], subject: SampleMonth.subject(selection: ["hella"]))
        #expect(report.row("HELLA")?[1] == "1")
        #expect(report.row("Allianz") == nil)
        #expect(report.text.contains("The agreements that were asked for, not all"))
    }

    @Test func `lost acceptances are told, and refusals are never among them`() throws {
        let report = try ReadReport([]) {
            $0.add(gap: 1043, at: SampleMonth.time(day: 14, second: 5), host: "mx1.example.com")
            $0.add(gap: 7, at: SampleMonth.time(day: 40, second: 5), host: "mx1.example.com")
        }
        #expect(report.text.contains("1,043 acceptances of October 2026 were not recorded"))
        #expect(report.row("14 October") == ["14 October", "mx1.example.com", "1,043"])
        #expect(try ReadReport([]).text.contains("The journal reports no gap in October 2026"))
    }

    @Test func `deliveries are told, or that they were not recorded`() throws {
        #expect(try ReadReport([]).text.contains("Our deliveries to AUDI AG were not recorded in this report."))
        #expect(try ReadReport([], deliveries: []).text.contains("tells of no delivery to AUDI AG in October 2026"))
        let day = SampleMonth.time(day: 9, second: 0).day
        let deliveries = [
            Delivery(
                day: day,
                agreement: "audi",
                count: 312,
                verdict: .verified,
                encryptionProtocol: "TLSv1.3",
                result: .sent
            ),
            Delivery(day: day, agreement: "audi", count: 2, verdict: .none, result: .bounced),
        ]
        let report = try ReadReport([], deliveries: deliveries)
        #expect(
            report.text.contains(
                "312 messages were delivered to AUDI AG: 312 over connections whose certificate was verified and none without encryption."
            )
        )
        #expect(report.row("Verified")?.suffix(3) == ["312", "0", "0"])
        #expect(report.row("Not encrypted")?.suffix(3) == ["0", "0", "2"])
    }

    @Test func `where only violations are recorded, nothing is said of those who kept the agreement`() throws {
        let report = try ReadReport([refused()], subject: SampleMonth.subject(recording: .violations))
        #expect(
            report.text.contains("1 message from HELLA that did not keep the agreement in October 2026: 1 was refused.")
        )
        #expect(report.row("HELLA")?.suffix(5) == ["not recorded", "1", "0", "0", "–"])
    }

    @Test func `a month that is not over says so`() throws {
        let now = SampleMonth.time(day: 20, second: 0)
        #expect(try ReadReport([], subject: SampleMonth.subject(now: now)).text.contains("its figures are not final"))
        #expect(try !ReadReport([]).text.contains("its figures are not final"))
    }

    @Test func `the registers that decided are named, and another one than today's is pointed out`() throws {
        var record = SampleMonth.record()
        record.register = "0123abcd"
        let report = try ReadReport([record])
        #expect(report.row("0123abcd") == ["0123abcd", "12 October", "12 October", "1"])
        #expect(report.text.contains("Another register than today's decided at least part of this month"))
        #expect(try !ReadReport([SampleMonth.record()]).text.contains("Another register than today's"))
    }

    @Test func `the head of the chain is printed with what it proves`() throws {
        let report = try ReadReport(SampleMonth.report(size: 300))
        #expect(report.text.contains("the chain's head was 505018:9b1c7e04d2f3"))
        #expect(report.text.contains("it is unbroken."))
        #expect(try ReadReport([]).text.contains("The head of the journal's hash chain was not read for this report"))
    }

    @Test func `TLS versions and ciphers are counted with their shares`() throws {
        let records = (1...4).map { number in
            var record = SampleMonth.record(Int64(number))
            if number == 1 { record.encryptionProtocol = "TLSv1.2" }
            if number == 2 { record.encryptionProtocol = nil }
            return record
        }
        let report = try ReadReport(records)
        #expect(report.rows.contains(["A", "TLS 1.3", "2", "50.0 %"]))
        #expect(report.rows.contains { $0.suffix(3) == ["No TLS", "1", "25.0 %"] })
    }

    @Test func `more ciphers than there are colours are one part of the chart, and all in the table`() throws {
        let records = (1...100).map { number in
            var record = SampleMonth.record(Int64(number))
            record.encryptionCipher = "CIPHER-\(number)"
            return record
        }
        let report = try ReadReport(records)
        #expect(report.rows.count { $0.dropFirst().first?.hasPrefix("CIPHER-") ?? false } == 48)
        #expect(report.rows.contains { $0.suffix(3) == ["others", "52", "52.0 %"] })
    }
}
