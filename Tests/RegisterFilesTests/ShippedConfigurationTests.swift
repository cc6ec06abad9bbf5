import Foundation
import MandateCore
import RegisterFiles
import Testing

/// The repository's `conf/`: an administrator starts from it, and the agreements say what the partners' documents say.
@Suite
struct ShippedConfigurationTests {
    let report: Report

    init() throws {
        let conf = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../conf").standardized
        report = try Report(of: conf.path(percentEncoded: false))
    }

    @Test
    func `conf loads without errors and holds five agreements`() throws {
        #expect(report.lines.filter { $0.contains(": error: ") } == [])
        #expect(
            try report.loaded.register.agreements.map(\.name) == [
                "allianz", "audi", "hella", "it-niedersachsen", "tuv-rheinland",
            ]
        )
    }

    @Test
    func `AUDI asks that mail to it is encrypted, and nothing of mail from it`() throws {
        let audi = try report.agreement("audi")
        #expect(audi.partner == "AUDI AG")
        #expect(audi.mode == .enforce)
        #expect(audi.contacts == ["securemail@audi.de"])
        #expect(audi.domains.map(\.text) == ["audi.de", "audi.hu"])
        #expect(audi.inbound == nil)
        #expect(audi.relay == nil)
        let outbound = try #require(audi.outbound)
        #expect(outbound.mode == .enforce)
        #expect(outbound.level == .secure)
        #expect(outbound.match == [".audi.de"])
        #expect(outbound.gateway.minimumProtocol == .tls12)
        #expect(outbound.gateway.minimumBits == 128)
        #expect(outbound.gateway.exclusion.entries.map(\.text) == ["RC4"])
        #expect(outbound.gateway.subjects.map(\.text) == ["mailin*.audi.de"])
        #expect(outbound.gateway.issuers == ["VeriSign"])
        #expect(outbound.route == nil)
    }

    @Test
    func `AUDI asks of our gateways a certificate of their own name and extended validation`() throws {
        let ours = try #require(try report.agreement("audi").ours)
        #expect(ours.minimumProtocol == .tls12)
        #expect(ours.minimumBits == 128)
        #expect(ours.exclusion.entries.map(\.text) == ["RC4"])
        #expect(ours.name == .mx)
        #expect(ours.validation == .ev)
    }

    @Test
    func `Allianz asks for 256 bits in both directions and a route of its own`() throws {
        let allianz = try report.agreement("allianz")
        #expect(allianz.partner == "Allianz")
        #expect(allianz.mode == .enforce)
        #expect(allianz.contacts == ["emailsicherheit@allianz.de"])
        #expect(allianz.domains.map(\.text) == ["allianz.de", "allianz.com"])
        #expect(
            allianz.gateways == [
                Agreement.Gateway(host: "mail01.allianz.de", port: 25),
                Agreement.Gateway(host: "mail02.allianz.de", port: 25),
            ]
        )
        #expect(allianz.identifyBy == [.sender, .client])
        #expect(
            allianz.clients == [
                .name(DomainPattern(name: DomainName("mailgw.allianz.de", convert: IDNA.aLabel), below: false))
            ]
        )
        let inbound = try #require(allianz.inbound)
        #expect(inbound.mode == .enforce)
        #expect(inbound.level == .encrypt)
        #expect(inbound.minimumBits == 256)
        let outbound = try #require(allianz.outbound)
        #expect(outbound.mode == .enforce)
        #expect(outbound.level == .encrypt)
        #expect(outbound.gateway.minimumBits == 256)
        #expect(outbound.route == "smtp:mxtls.allianz.com")
        #expect(try #require(allianz.ours).minimumBits == 256)
    }

    @Test
    func `HELLA requires verified TLS in both directions`() throws {
        let hella = try report.agreement("hella")
        #expect(hella.partner == "HELLA")
        #expect(hella.mode == .enforce)
        #expect(hella.contacts == ["securemail@hella.com"])
        #expect(hella.domains.map(\.text) == ["hella.com"])
        #expect(hella.gateways.map(\.host) == ["mail1.hella.com", "mail2.hella.com", "mail3.hella.com"])
        let inbound = try #require(hella.inbound)
        #expect(inbound.mode == .enforce)
        #expect(inbound.level == .verify)
        #expect(inbound.response == .reject)
        let outbound = try #require(hella.outbound)
        #expect(outbound.mode == .enforce)
        #expect(outbound.level == .verify)
    }

    @Test
    func `Lower Saxony names no domains and takes TLS 1.2 only, in testing`() throws {
        let state = try report.agreement("it-niedersachsen")
        #expect(state.partner == "IT.Niedersachsen")
        #expect(state.mode == .testing)
        #expect(state.domains.isEmpty)
        #expect(state.outbound == nil)
        let inbound = try #require(state.inbound)
        #expect(inbound.mode == .testing)
        #expect(inbound.level == .encrypt)
        #expect(inbound.minimumProtocol == .tls12)
        let ours = try #require(state.ours)
        #expect(ours.minimumProtocol == .tls12)
        #expect(ours.name == .mx)
    }

    @Test
    func `TÜV Rheinland names all below tuv.com, four gateways and one certificate`() throws {
        let tuv = try report.agreement("tuv-rheinland")
        #expect(tuv.partner == "TÜV Rheinland")
        #expect(tuv.replyName == "TUV Rheinland")
        #expect(tuv.mode == .enforce)
        #expect(tuv.contacts == ["securemail@tuv.com"])
        #expect(tuv.domains.map(\.text) == ["*.tuv.com"])
        #expect(
            tuv.gateways.map { "\($0.host):\($0.port)" } == [
                "mx5.de.tuv.com:25", "mx6.de.tuv.com:25", "mx1.amer.tuv.com:25", "mx1.asia.tuv.com:25",
            ]
        )
        let inbound = try #require(tuv.inbound)
        #expect(inbound.mode == .testing)
        #expect(inbound.level == .encrypt)
        let outbound = try #require(tuv.outbound)
        #expect(outbound.mode == .enforce)
        #expect(outbound.level == .secure)
        #expect(outbound.match == ["mx5.de.tuv.com"])
        #expect(outbound.gateway.subjects.map(\.text) == ["mx5.de.tuv.com"])
        #expect(outbound.gateway.issuers == ["D-TRUST SSL Class 3 CA 1 2009"])
        #expect(try #require(tuv.ours).name == .mx)
    }
}
