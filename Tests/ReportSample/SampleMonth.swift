package import AuditReport
package import MandateCore
internal import TestSupport

/// An invented October of a company with four agreements, the same each time: about 3,000 records, with refusals of each kind.
package struct SampleMonth {
    /// How many records of acceptances there are, about.
    package let size: Int
    private var random = SeededGenerator(seed: 2026)
    private var serial: Int64 = 0

    package init(size: Int = 3000) { self.size = size }

    package static let month = ReportMonth(of: Day(daysSinceEpoch: 20_727))  // October 2026
    package static let register = "5f0a9c3e71d84b26a0c4e8f2139b7d65c1e0a2f48b6d973e5c20f1a4b8d7e693"

    package static func subject(
        agreements: [Agreement] = agreements,
        selection: Set<String>? = nil,
        recording: DecisionSettings.Recording = .agreements,
        now: Timestamp = Timestamp(milliseconds: month.end.milliseconds + 104_553_000)
    ) -> ReportSubject {
        ReportSubject(
            organisation: "Example GmbH",
            month: month,
            agreements: agreements,
            selection: selection,
            register: register,
            recording: recording,
            now: now
        )
    }

    /// The whole report.
    package static func report(size: Int = 3000) -> Report {
        var builder = ReportBuilder(subject())
        var month = SampleMonth(size: size)
        month.records { builder.add($0) }
        builder.add(gap: 12, at: time(day: 14, second: 40_000), host: "mx1.example.com")
        builder.add(gap: 1031, at: time(day: 14, second: 43_000), host: "mx2.example.com")
        month.deliveries { builder.add($0) }
        return builder.finish(
            head: "505018:" + "9b1c7e04d2f35a8860c4b7d1e9f02a3346587c9a1b0d2e4f6a8c0b1d3e5f7a92",
            verification:
                "The chain was verified from its first record to its last when this report was made: it is unbroken.",
            deliveries: "journald"
        )
    }

    package static func time(day: Int, second: Int) -> Timestamp {
        Timestamp(milliseconds: month.begin.milliseconds + ((day - 1) * 86_400 + second) * 1000)
    }

    /// A record, to be changed by a test.
    package static func record(
        _ number: Int64 = 1,
        at time: Timestamp = time(day: 12, second: 26_000),
        action: ActionWord = .accept,
        violations: [Violation] = []
    ) -> DecisionRecord {
        DecisionRecord(
            id: RecordID(number: Int64(time.milliseconds) << 20 | number),
            time: time,
            host: "mx1.example.com",
            frontend: .policy,
            stage: "RCPT",
            action: action,
            mode: .enforce,
            agreement: "hella",
            partner: "HELLA",
            direction: .inbound,
            violations: violations,
            reply: nil,
            clientAddress: "82.210.249.14",
            clientName: "mail1.hella.com",
            sender: "*@hella.com",
            recipients: ["*@example.com"],
            encryptionProtocol: "TLSv1.3",
            encryptionCipher: "TLS_AES_256_GCM_SHA384",
            encryptionKeySize: 256,
            register: register
        )
    }
}

extension SampleMonth {
    package static let agreements = [allianz, audi, hella, tuv]

    private static let allianz = Agreement(
        name: "allianz",
        file: "agreements.d/allianz.yaml",
        partner: "Allianz",
        replyName: "Allianz",
        reference: "Formular für die Einrichtung von TLS",
        contacts: ["emailsicherheit@allianz.de"],
        domains: domains("allianz.de", "allianz.com"),
        identifyBy: [.sender, .client],
        inbound: SessionDemands(level: .encrypt, minimumBits: 256, response: .defer),
        outbound: DeliveryDemands(
            level: .encrypt,
            gateway: GatewayDemands(minimumBits: 256),
            route: "smtp:mxtls.allianz.com"
        ),
        ours: GatewayDemands(minimumBits: 256)
    )
    private static let audi = Agreement(
        name: "audi",
        file: "agreements.d/audi.yaml",
        partner: "AUDI AG",
        replyName: "AUDI AG",
        reference: "Hinweise zur E-Mail-Verschlüsselung mit der AUDI AG, 1.2, 2019-06-06",
        contacts: ["securemail@audi.de"],
        domains: domains("audi.de", "audi.hu"),
        outbound: DeliveryDemands(
            level: .secure,
            match: [".audi.de"],
            gateway: GatewayDemands(
                exclusion: CipherExclusion([CipherExclusion.Entry("RC4")].compactMap { $0 }),
                subjects: [NamePattern("mailin*.audi.de")],
                issuers: ["VeriSign"]
            )
        ),
        ours: GatewayDemands(name: .mx, validation: .ev)
    )
    private static let hella = Agreement(
        name: "hella",
        file: "agreements.d/hella.yaml",
        partner: "HELLA",
        replyName: "HELLA",
        reference: "www.hella.com/securemail",
        contacts: ["securemail@hella.com"],
        validity: Validity(from: Day("2026-03-01"), until: Day("2028-02-29")),
        domains: domains("hella.com"),
        inbound: SessionDemands(level: .verify, response: .reject),
        relay: SessionDemands(level: .encrypt, response: .hold),
        outbound: DeliveryDemands(level: .verify)
    )
    private static let tuv = Agreement(
        name: "tuv-rheinland",
        file: "agreements.d/tuv-rheinland.yaml",
        partner: "TÜV Rheinland",
        replyName: "TUV Rheinland",
        reference: "SMTP - TLS Change Request",
        contacts: ["securemail@tuv.com"],
        mode: .testing,
        domains: [DomainPattern(name: DomainName("tuv.com") { $0 }, below: true)],
        inbound: SessionDemands(mode: .testing, level: .encrypt)
    )

    private static func domains(_ names: String...) -> [DomainPattern] {
        names.map { DomainPattern(name: DomainName($0) { $0 }, below: false) }
    }
}

extension SampleMonth {
    /// Hands over the month's records in the order of time.
    package mutating func records(_ body: (DecisionRecord) -> Void) {
        for day in 1...31 {
            let isWeekend = [2, 3].contains((Self.month.first.daysSinceEpoch + day - 1) % 7)
            let count = max(1, size * (isWeekend ? 1 : 9) / 210)
            let vary = Int(random.next() % UInt64(max(1, count / 3)))
            let step = 60_000_000 / (count + vary)
            for number in 0..<(count + vary) {
                let start = Self.time(day: day, second: 18_000).milliseconds
                message(at: Timestamp(milliseconds: start + number * step), day: day, body)
            }
        }
    }

    private mutating func message(at time: Timestamp, day: Int, _ body: (DecisionRecord) -> Void) {
        serial += 1
        let dice = random.next() % 1000
        var record = Self.record(serial, at: time)
        record.queueID = "4cX" + String(serial * 7919, radix: 36)
        record.host = dice % 3 == 0 ? "mx2.example.com" : "mx1.example.com"
        switch dice {
        case 0..<420: hella(&record, dice, day)
        case 420..<800: allianz(&record, dice, day)
        default: tuv(&record, dice)
        }
        body(record)
        if record.action == .accept, dice % 2 == 0 {
            // A second recipient, and what the milter saw of the same message.
            record.id = RecordID(number: record.id.number + 1_000_000)
            body(record)
            record.id = RecordID(number: record.id.number + 1_000_000)
            record.frontend = .milter
            body(record)
        }
    }

    private func hella(_ record: inout DecisionRecord, _ dice: UInt64, _ day: Int) {
        if dice % 7 == 0 { record.direction = .relay }
        if dice < 4 || dice < 40 && (20...22).contains(day) {
            let violations: [Violation] =
                dice % 2 == 0 ? [.certificateNotTrusted] : [.protocolTooOld, .certificateMissing]
            refuse(&record, record.direction == .relay ? .hold : .reject, violations)
            record.sender = dice % 3 == 0 ? "" : "monika.schulte@hella.com"
            record.clientName = "unknown"
            if violations.count == 2 { encrypt(&record, "TLSv1.1", "ECDHE-RSA-AES256-SHA") }
        } else if dice % 5 < 2 {
            encrypt(&record, "TLSv1.2", dice % 5 == 0 ? "ECDHE-RSA-AES256-GCM-SHA384" : "ECDHE-RSA-CHACHA20-POLY1305")
        }
    }

    private func allianz(_ record: inout DecisionRecord, _ dice: UInt64, _ day: Int) {
        record.agreement = "allianz"
        record.partner = "Allianz"
        record.sender = "*@allianz.de"
        record.clientName = "mailgw.allianz.de"
        record.clientAddress = "194.127.3.20"
        if dice > 797 {
            refuse(&record, .defer, [.sessionKeyTooShort])
            record.sender = "firmenkunden.service@allianz.de"
            encrypt(&record, "TLSv1.3", "TLS_AES_128_GCM_SHA256")
        } else if day < 16 {
            encrypt(&record, "TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384")
        }
    }

    private func tuv(_ record: inout DecisionRecord, _ dice: UInt64) {
        record.agreement = "tuv-rheinland"
        record.partner = "TÜV Rheinland"
        record.mode = .testing
        record.sender = "*@de.tuv.com"
        record.clientName = "mx5.de.tuv.com"
        record.clientAddress = "195.20.220.192"
        if dice > 996 {
            refuse(&record, .defer, [.sessionNotEncrypted])
            record.sender = "pruefstelle@de.tuv.com"
            encrypt(&record, nil, nil)
        }
    }

    private func refuse(_ record: inout DecisionRecord, _ action: ActionWord, _ violations: [Violation]) {
        record.action = action
        record.violations = violations
        record.recipients = ["einkauf@example.com"]
        if action != .hold { record.queueID = nil }
        record.instance = "1a2b.\(record.id.text).0"
        let text = ReplyText.make(
            partner: record.partner ?? "",
            violations: violations,
            contact: "postmaster@example.com"
        )
        record.reply = action == .hold ? text : (action == .reject ? "550 5.7.1 " : "450 4.7.1 ") + text
    }

    private func encrypt(_ record: inout DecisionRecord, _ version: String?, _ cipher: String?) {
        record.encryptionProtocol = version
        record.encryptionCipher = cipher
    }

    fileprivate mutating func deliveries(_ body: (Delivery) -> Void) {
        for day in 0..<31 {
            let date = Day(daysSinceEpoch: Self.month.first.daysSinceEpoch + day)
            for name in ["allianz", "audi", "hella"] {
                let count = Int(random.next() % 20) + 1
                body(
                    Delivery(
                        day: date,
                        agreement: name,
                        count: count,
                        verdict: name == "allianz" ? .untrusted : .verified,
                        encryptionProtocol: day % 5 == 0 ? "TLSv1.2" : "TLSv1.3",
                        cipher: "TLS_AES_256_GCM_SHA384",
                        result: .sent
                    )
                )
            }
        }
        let date = Day(daysSinceEpoch: Self.month.first.daysSinceEpoch + 8)
        body(Delivery(day: date, agreement: "audi", count: 3, verdict: .none, result: .deferred))
    }
}
