import DecisionJournal
import Foundation
import MailLab
import MandateCore
import TestSupport
import Testing

/// What is written to a real journald is read back as it was, and found as in SQLite.
@Suite struct SystemdJournalTests {
    private static let hostile = [
        "", " ", "a=b", "line\nTLSMANDATE_ACTION=accept\n", "\n", "\u{0}", "\r\n\u{1b}[31m\u{202e}", "ü€𝄞", "e\u{301}",
        "\u{feff}", String(repeating: "x", count: 65_536), String(repeating: "\n", count: 1000), "[\"a\",\"b\"]",
        "null",
    ]

    @Test(arguments: hostile)
    func `a record is read back as it was written, whatever strangers put into it`(text: String) async throws {
        let lab = try SystemdLab()
        let record = try await lab.refused { record in
            record.sender = text
            record.recipients = [text, "b@example.com", text]
            record.classes = [text]
            record.violations = [.certificateMissing, .protocolTooOld]
            (record.agreement, record.partner, record.reply) = (text, text, text)
            (record.queueID, record.messageID, record.instance) = (text, text, text)
            (record.clientAddress, record.clientName, record.heloName) = (text, text, text)
            (record.encryptionProtocol, record.encryptionCipher) = (text, text)
            (record.certificateSubject, record.certificateIssuer) = (text, text)
            (record.certificateFingerprint, record.saslUsername, record.policyContext) = (text, text, text)
            (record.host, record.stage, record.register) = (text, text, text)
        }
        let journal = try await lab.systemd()
        #expect(try journal.lines() == [record.json])
        #expect(try journal.record(record.id)?.json == record.json)
        var query = RecordQuery()
        query.filters = [(.agreement, [text]), (.queueID, [text]), (.sender, [text]), (.recipient, [text])]
        #expect(try journal.lines(query) == [record.json])
    }

    @Test func `what is not known stays unknown`() async throws {
        let lab = try SystemdLab()
        let record = try await lab.refused { record in
            (record.agreement, record.partner, record.direction, record.reply) = (nil, nil, nil, nil)
            (record.violations, record.recipients) = ([], [])
        }
        #expect(try await lab.systemd().lines() == [record.json])
    }

    @Test func `more recipients than journald takes fields, in their order and with repeats`() async throws {
        let lab = try SystemdLab()
        let recipients = (0..<3000).map { "\(String(repeating: "r", count: 100))\($0 % 1500)@example.com" }
        let record = try await lab.refused { $0.recipients = recipients }
        let journal = try await lab.systemd()
        #expect(try journal.record(record.id)?.recipients == recipients)
        var query = RecordQuery()
        query.filters = [(.recipient, [recipients[1400]])]
        #expect(try journal.lines(query).count == 1)
    }

    @Test func `an entry that no datagram holds is handed over as a file`() async throws {
        let lab = try SystemdLab()
        let reply = String(repeating: "0123456789abcdef", count: 1 << 18)
        let record = try await lab.refused { $0.reply = reply }
        let found = try await lab.systemd().record(record.id)
        #expect(found?.reply == reply)
    }

    @Test func `journalctl finds a decision by its fields, and shows one line`() async throws {
        let lab = try SystemdLab()
        try await lab.refused { ($0.agreement, $0.sender) = ("audi", "anna\n\u{1b}]@audi.example") }
        try await lab.refused { $0.agreement = "hella" }
        _ = try await lab.systemd()
        let matches = ["-t", "tlsmandate", "TLSMANDATE_AGREEMENT=audi", "TLSMANDATE_ACTION=reject"]
        let text = try ChildProcess.output(of: "journalctl", ["-D", lab.journald.journal, "-q", "-o", "cat"] + matches)
        let line =
            "reject, agreement=audi, session-not-encrypted, client=unknown[], from=<anna\\n\\u{1B}]@audi.example>"
        #expect(text.hasPrefix(line))
        #expect(text.split(separator: "\n").count == 1)
    }

    @Test func `a page goes on behind the last entry, with gaps between`() async throws {
        let lab = try SystemdLab()
        for number in 0..<20 { try await lab.refused { $0.sender = "\(number)" } }
        let journal = try await lab.systemd()
        var (query, found, pages): (RecordQuery, [String], Int) = (RecordQuery(), [], 0)
        (query.limit, query.after) = (7, RecordID(number: 0))
        while true {
            var last: RecordID?
            try journal.list(query) { entry in
                last = entry.id
                if case .decision(let record) = entry { found.append(record.sender) }
            }
            guard let last else { break }
            query.after = last
            pages += 1
        }
        #expect(found == (0..<20).map { "\($0)" })
        #expect(pages == 3)
    }

    @Test func `entries that others wrote in our name are no decisions`() async throws {
        let lab = try SystemdLab()
        let record = try await lab.refused { $0.instance = "i-1" }
        let journal = try await lab.systemd()
        let own = try ChildProcess.output(
            of: "journalctl",
            ["-D", lab.journald.journal, "-q", "-o", "export", "-t", "tlsmandate"]
        )
        var forged = own.split(separator: "\n").filter { !$0.hasPrefix("_") }.joined(separator: "\n")
        forged = forged.replacing(record.id.text, with: "7fffffffffffffff")
        let completion = "SYSLOG_IDENTIFIER=tlsmandate\nTLSMANDATE_ENTRY=completion\nTLSMANDATE_QUEUE_ID=forged\n"
        for text in [
            forged + "\n_UID=0\n_SYSTEMD_UNIT=tlsmandate.service\n",
            completion + "TLSMANDATE_RECORD=\(record.id.text)\n",
        ] {
            let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "logger", "--journald"]
            try lab.journald.run("setpriv", nobody, input: text)
        }
        try await SystemdLab.settle(lab.journald)
        let all = try ChildProcess.output(
            of: "journalctl",
            [
                "-D", lab.journald.journal, "-q", "-o", "cat", "-t", "tlsmandate", "_UID=65534",
                "--output-fields=TLSMANDATE_ENTRY",
            ]
        )
        #expect(all.contains("decision") && all.contains("completion"))
        #expect(try journal.lines() == [record.json])
        #expect(try journal.record(record.id)?.queueID == nil)
        #expect(try journal.record(RecordID(number: .max)) == nil)
        var query = RecordQuery()
        query.filters = [(.queueID, ["forged"])]
        #expect(try journal.lines(query).isEmpty)
        // What root logs is as good as the service's.
        try lab.journald.run("logger", ["--journald"], input: forged + "\n")
        try await SystemdLab.settle(lab.journald)
        #expect(try journal.lines().count == 2)
    }

    @Test func `records get their queue id at their message's end, and are found by it`() async throws {
        let lab = try SystemdLab()
        let first = try await lab.refused { $0.instance = "i-1" }
        let second = try await lab.refused { $0.instance = "i-1" }
        try await lab.refused { $0.instance = "i-2" }
        try await lab.refused { $0.queueID = "4ZfX" }
        lab.writer.complete(instance: "i-1", queueID: "4ZfX")
        lab.writer.close()
        let journal = try await lab.systemd()
        for id in [first.id, second.id] { #expect(try journal.record(id)?.queueID == "4ZfX") }
        var query = RecordQuery()
        query.filters = [(.queueID, ["4ZfX"])]
        let found = try journal.lines(query)
        #expect(found.count == 3)
        #expect(try lab.sqlite().lines(query) == found)
        #expect(try lab.sqlite().lines() == journal.lines())
        query.limit = 1
        #expect(try journal.lines(query) == Array(found.suffix(1)))
    }

    @Test func `the texts of a register are found by its digest, octet by octet`() async throws {
        let lab = try SystemdLab()
        let texts: [(String, [UInt8])] = [
            ("one", Array("organisation:\n".utf8)), ("two", Array(0...255)), ("three", []),
            ("four", (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }),
        ]
        let register = StoredRegister(
            digest: "register-1",
            texts: texts.map { .init(path: "/etc/tlsmandate/\($0.0).yaml", digest: "text-\($0.0)", octets: $0.1) }
        )
        let large = StoredRegister(
            digest: "register-2",
            texts: [
                register.texts[0], .init(path: "/large", digest: "large", octets: .init(repeating: 0, count: 17 << 20)),
            ]
        )
        lab.writer.use(register)
        lab.writer.use(large)
        try await lab.refused()
        let journal = try await lab.systemd()
        let found = try journal.register("register-1")
        #expect(found.map(\.path) == register.texts.map(\.path))
        #expect(found.map(\.octets) == register.texts.map(\.octets))
        #expect(try journal.register("register-2").isEmpty)
        #expect(try journal.register("register-3").isEmpty)
        #expect(try journal.lines().count == 1)
    }

    @Test func `journals of several gateways in one folder are read in the order of their entries`() async throws {
        let folder = try ScratchFolder()
        var written: [DecisionRecord] = []
        let labs = try ["0", "1", "2"].map { number in
            let machine = String(repeating: number, count: 31) + "a"
            return try SystemdLab(host: "gateway\(number)", journald: JournaldInstance(machine: machine))
        }
        for number in 0..<30 {
            let lab = labs[(number * number + number / 7) % 3]
            written.append(try await lab.refused { $0.sender = "\(number)" })
        }
        // Of one millisecond, the hosts' names decide.
        let expected = written.sorted { $0.id < $1.id }.map(\.sender)
        for (number, lab) in labs.enumerated() {
            _ = try await lab.systemd()
            lab.journald.stop()
            try FileManager.default.copyItem(atPath: lab.journald.journal, toPath: folder["gateway\(number)"])
        }
        let journal = try SystemdJournal(directory: folder.path)
        #expect(try journal.senders() == expected)
        var query = RecordQuery()
        query.limit = 5
        #expect(try journal.senders(query) == Array(expected.suffix(5)))
        query.filters = [(.host, ["gateway1"])]
        let own = try journal.senders(query)
        #expect(own == (try MergedJournals([labs[1].sqlite()]).senders(query)))
        let merged = try MergedJournals(labs.map { try $0.sqlite() })
        #expect(try merged.lines() == journal.lines())
        (query.filters, query.limit, query.after) = ([], 4, RecordID(number: 0))
        #expect(try journal.senders(query) == Array(expected.prefix(4)))
    }

    @Test func `a folder without journals, and files that are none, are told`() throws {
        let folder = try ScratchFolder()
        #expect(throws: JournalError.missing(path: folder["none"])) { try SystemdJournal(directory: folder["none"]) }
        #expect(throws: JournalError.self) { try SystemdJournal(directory: folder.path) }
        try folder.write(Array("no journal".utf8), to: "a.journal")
        let error = #expect(throws: JournalError.self) { try SystemdJournal(directory: folder.path) }
        #expect(try #require(error).description.contains("a.journal"))
        #expect(throws: JournalError.self) { try SystemdJournal(directory: folder["a.journal"]) }
    }
}
