import MandateCore
import RegisterFiles
import Testing

/// The two files of DESIGN.md, section 3, with a list of domains and a CA beside them: `Cases/design`.
@Suite
struct DesignTests {
    let folder: String
    let report: Report

    init() throws {
        folder = try CaseFolder("design").path
        report = try Report(of: folder)
    }

    @Test
    func `both files load, with the warnings that they deserve`() throws {
        #expect(try report.lines == CaseFolder("design").expected)
        #expect(try report.loaded.register.agreements.map(\.name) == ["partner"])
    }

    @Test
    func `the organisation is as written`() throws {
        let organisation = try report.loaded.register.configuration.organisation
        #expect(organisation.name == "Example GmbH")
        #expect(organisation.domains.map(\.text) == ["example.com"])
        #expect(organisation.contact == "postmaster@example.com")
    }

    @Test
    func `the service is as written`() throws {
        let service = try report.loaded.service
        #expect(service.policy == [.unix(path: "policy.sock")])
        #expect(service.milter == .unix(path: "milter.sock"))
        #expect(service.socketmap == [.unix(path: "socketmap.sock")])
        #expect(service.agreements == folder + "/agreements.d")
        #expect(service.journals == [.sqlite(path: "journal.sqlite")])
        #expect(service.journalSync == .normal)
        #expect(service.journalRecords == .agreements)
        #expect(service.journalKeepDays == 400)
        #expect(service.mailLog == .journald)
        #expect(service.logAddresses == .violations)
    }

    @Test
    func `networks, replies and front ends are as written`() throws {
        let register = try report.loaded.register
        for address in ["127.0.0.1", "127.255.255.255", "::1"] {
            #expect(register.isExempt(clientAddress: address))
        }
        for address in ["128.0.0.1", "::2", "192.0.2.1"] { #expect(!register.isExempt(clientAddress: address)) }
        #expect(register.configuration.replies == Replies(reject: "550 5.7.1", defer: "450 4.7.1"))
        #expect(register.configuration.frontends == [.policy, .milter, .socketmap])
    }

    @Test
    func `the classes are as written`() throws {
        let confidential = MessageClass(
            name: "confidential",
            headers: [
                "Sensitivity": ["Company-Confidential"], "X-Classification": ["vertraulich", "confidential"],
            ],
            subject: ["[vertraulich]", "[confidential]"],
            senders: .known,
            needs: .tls,
            response: .hold
        )
        let secret = MessageClass(
            name: "secret",
            headers: ["X-Classification": ["geheim", "secret"]],
            subject: [],
            senders: .known,
            needs: .endToEnd,
            response: .reject
        )
        let classes = try report.loaded.register.configuration.classes
        #expect(
            classes.map { written in
                var read = written
                read.line = 0
                return read
            } == [confidential, secret]
        )
        #expect(classes.map(\.line) == [23, 29])
    }

    @Test
    func `the agreement's own keys are as written`() throws {
        let agreement = try report.agreement("partner")
        #expect(agreement.file == folder + "/agreements.d/partner.yaml")
        #expect(agreement.partner == "Partner AG")
        #expect(agreement.replyName == "Partner AG")
        #expect(agreement.reference == "TLS form of 2026-03-01, signed, folder 7")
        #expect(agreement.contacts == ["securemail@partner.example"])
        #expect(agreement.mode == .enforce)
        #expect(try agreement.validity == Validity(from: day("2026-03-01"), until: day("2028-02-29")))
        #expect(agreement.domains.map(\.text) == ["partner.example", "*.partner.example"])
        #expect(agreement.appliesTo == .all)
        #expect(!agreement.endToEndExempt)
        #expect(agreement.gateways == [Agreement.Gateway(host: "mail1.partner.example", port: 25)])
        #expect(agreement.identifyBy == [.sender])
    }

    @Test(arguments: [
        "partner.example", "mail.partner.example", "a.b.partner.example", "partner.test", "www.subsidiary.example",
    ])
    func `domains and the domains-file are the partner's`(domain: String) throws {
        #expect(try report.agreementName(ofDomain: domain) == "partner")
    }

    @Test(arguments: ["subsidiary.example", "mail.partner.test", "example", "notpartner.example"])
    func `other domains are not the partner's`(domain: String) throws {
        #expect(try report.agreementName(ofDomain: domain) == nil)
    }

    @Test
    func `inbound is as written`() throws {
        let agreement = try report.agreement("partner")
        let inbound = try #require(agreement.inbound)
        #expect(inbound.mode == .enforce)
        #expect(inbound.level == .verify)
        #expect(inbound.minimumProtocol == .tls12)
        #expect(inbound.minimumBits == 128)
        #expect(inbound.exclusion.entries.map(\.text) == ["RC4", "3DES"])
        #expect(inbound.subjects.map(\.text) == ["mail*.partner.example"])
        #expect(inbound.issuers == ["D-TRUST SSL Class 3 CA 1 2009"])
        #expect(inbound.fingerprints.isEmpty)
        #expect(inbound.response == .reject)
        #expect(
            try agreement.clients == [
                .name(DomainPattern(name: DomainName("mailout.partner.example", convert: IDNA.aLabel), below: false)),
                .network(IPNetwork("192.0.2.0/24")),
            ]
        )
    }

    @Test
    func `relay is as written, with the defaults`() throws {
        let relay = try #require(try report.agreement("partner").relay)
        #expect(relay.mode == .enforce)
        #expect(relay.level == .encrypt)
        #expect(relay.minimumProtocol == .tls12)
        #expect(relay.minimumBits == 128)
        #expect(relay.exclusion.entries.isEmpty)
        #expect(relay.subjects.isEmpty && relay.issuers.isEmpty && relay.fingerprints.isEmpty)
        #expect(relay.response == .hold)
    }

    @Test
    func `outbound is as written`() throws {
        let outbound = try #require(try report.agreement("partner").outbound)
        #expect(outbound.mode == .enforce)
        #expect(outbound.level == .secure)
        #expect(outbound.match == [".partner.example"])
        #expect(outbound.trustAnchors == folder + "/agreements.d/ca/partner.pem")
        #expect(outbound.route == "smtp:mxtls.partner.example")
        let gateway = outbound.gateway
        #expect(gateway.minimumProtocol == .tls12)
        #expect(gateway.minimumBits == 128)
        #expect(gateway.exclusion.entries.map(\.text) == ["RC4"])
        #expect(gateway.subjects.map(\.text) == ["mail*.partner.example"])
        #expect(gateway.issuers == ["D-TRUST SSL Class 3 CA 1 2009"])
        #expect(gateway.fingerprints.isEmpty)
    }

    @Test
    func `ours is as written`() throws {
        let ours = try #require(try report.agreement("partner").ours)
        #expect(ours.minimumProtocol == .tls12)
        #expect(ours.minimumBits == 128)
        #expect(ours.exclusion.entries.isEmpty)
        #expect(ours.subjects.isEmpty && ours.issuers.isEmpty)
        #expect(ours.name == .mx)
        #expect(ours.validation == .organisation)
    }

    @Test
    func `each demand knows the line where it stands`() throws {
        let lines = try #require(try report.agreement("partner").inbound).lines
        #expect(lines[.level] == 14)
        #expect(lines[.minimumProtocol] == 15)
        #expect(lines[.minimumBits] == 16)
        #expect(lines[.excludeCiphers] == 17)
        #expect(lines[.subjects] == 20)
        #expect(lines[.issuers] == 21)
    }
}
