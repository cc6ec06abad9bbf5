import MandateCore
import RegisterFiles
import Testing

@Suite
struct ConfigurationReadingTests {
    private func load(_ lines: String) throws -> LoadedRegister {
        try ScratchFolder(["tlsmandate.yaml": ScratchFolder.configuration + lines]).report().loaded
    }

    @Test
    func `what is not written has its default`() throws {
        let folder = try CaseFolder("diagnostics/configuration-with-the-fewest-keys").path
        let loaded = try Report(of: folder).loaded
        #expect(loaded.service.policy == [.unix(path: "policy.sock")])
        #expect(loaded.service.milter == nil)
        #expect(loaded.service.socketmap.isEmpty)
        #expect(loaded.service.agreements == folder + "/agreements.d")
        #expect(loaded.service.journals == [.sqlite(path: "journal.sqlite")])
        #expect(loaded.service.journalSync == .normal)
        #expect(loaded.service.journalRecords == .agreements)
        #expect(loaded.service.journalKeepDays == 400)
        #expect(loaded.service.mailLog == .journald)
        #expect(loaded.service.logAddresses == .violations)
        let configuration = loaded.register.configuration
        #expect(try configuration.exemptNetworks == [IPNetwork("127.0.0.0/8"), IPNetwork("::1")])
        #expect(configuration.replies == Replies(reject: "550 5.7.1", defer: "450 4.7.1"))
        #expect(configuration.classes.isEmpty)
        #expect(configuration.frontends == [.policy])
    }

    @Test
    func `every key of the service can be other than its default`() throws {
        let service = try load(
            """
            journal: ["systemd:", "sqlite:/var/lib/tlsmandate/journal.sqlite"]
            journal-sync: full
            journal-records: all
            journal-keep: 30d
            mail-log: /var/log/mail.log
            log-addresses: domain
            """
        ).service
        #expect(service.journals == [.systemd, .sqlite(path: "/var/lib/tlsmandate/journal.sqlite")])
        #expect(service.journalSync == .full)
        #expect(service.journalRecords == .all)
        #expect(service.journalKeepDays == 30)
        #expect(service.mailLog == .file("/var/log/mail.log"))
        #expect(service.logAddresses == .domain)
    }

    @Test
    func `off is a word: the journal is kept for ever`() throws {
        #expect(try load("journal-keep: off\n").service.journalKeepDays == nil)
    }

    @Test
    func `an empty list of networks asks everybody for TLS`() throws {
        let register = try load("exempt-networks: []\n").register
        #expect(!register.isExempt(clientAddress: "127.0.0.1"))
        #expect(!register.isExempt(clientAddress: "::1"))
    }

    @Test
    func `networks of the list replace the default`() throws {
        let register = try load("exempt-networks: [10.0.0.0/8, 2001:db8::/32, 192.0.2.1]\n").register
        for address in ["10.1.2.3", "2001:db8:1::1", "192.0.2.1"] { #expect(register.isExempt(clientAddress: address)) }
        for address in ["11.0.0.1", "2001:db9::1", "192.0.2.2", "127.0.0.1"] {
            #expect(!register.isExempt(clientAddress: address))
        }
    }

    @Test
    func `replies can be other codes of their kind`() throws {
        let replies = try load("replies: { reject: 554 5.7.0, defer: 451 4.7.0 }\n").register.configuration.replies
        #expect(replies == Replies(reject: "554 5.7.0", defer: "451 4.7.0"))
    }

    @Test
    func `relative paths begin at the configuration's folder`() throws {
        let folder = try CaseFolder("diagnostics/folder-of-agreements-elsewhere")
        let scratch = try ScratchFolder(copying: folder)
        try scratch.write(
            ScratchFolder.configuration + "agreements: partners/signed\nmail-log: log/mail.log\n",
            to: "tlsmandate.yaml"
        )
        try scratch.write(
            "partner: Partner AG\ndomains: [partner.example]\nrelay: { level: encrypt }\n",
            to: "partners/signed/partner.yaml"
        )
        let report = try scratch.report()
        let service = try report.loaded.service
        let root = try #require(service.agreements.firstRange(of: "/partners/signed"))
        #expect(service.mailLog == .file(service.agreements[..<root.lowerBound] + "/log/mail.log"))
        #expect(try report.agreementName(ofDomain: "partner.example") == "partner")
    }

    @Test
    func `our own domains compare in every script`() throws {
        let register = try ScratchFolder([
            "tlsmandate.yaml": """
            organisation: { name: Müller, domains: [müller.example, "*.müller.example"], contact: p@müller.example }
            listen: { policy: ["unix:policy.sock"] }
            """
        ]).report().loaded.register
        #expect(register.isOurs("info@xn--mller-kva.example"))
        #expect(register.isOurs("info@mail.MÜLLER.example"))
        #expect(!register.isOurs("info@muller.example"))
        #expect(register.configuration.organisation.contact == "p@xn--mller-kva.example")
    }

    @Test
    func `a class without further keys has its defaults`() throws {
        let loaded = try ScratchFolder([
            "tlsmandate.yaml": """
            organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
            listen: { milter: "unix:milter.sock" }
            classes: { secret: { subject: [secret], needs: end-to-end } }
            """
        ]).report().loaded
        let secret = try #require(loaded.register.configuration.classes.first)
        #expect(secret.name == "secret")
        #expect(secret.headers.isEmpty)
        #expect(secret.subject == ["secret"])
        #expect(secret.senders == .known)
        #expect(secret.needs == .endToEnd)
        #expect(secret.response == .defer)
    }
}
