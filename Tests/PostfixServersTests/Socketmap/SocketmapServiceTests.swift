import MandateCore
import NIOCore
import NIOEmbedded
import PostfixServers
import PostfixWire
import Synchronization
import TestSupport
import Testing

struct SocketmapServiceTests {
    private static let partner = """
        partner: Partner AG
        domains: [partner.example, "*.partner.example"]
        outbound: { level: secure, match: [.partner.example], route: "smtp:[mx.partner.example]:2525" }
        """

    private static let tested = """
        partner: Tested AG
        domains: [tested.example]
        outbound: { level: encrypt, mode: testing }
        """

    private static func service(
        _ agreements: [String: String] = ["partner": partner, "tested": tested],
        clock: @escaping @Sendable () -> Timestamp = { Site.now }
    ) throws -> SocketmapService {
        SocketmapService(
            register: try Site.register(agreements),
            version: .assumed,
            clock: clock,
            logger: LogLines().logger
        )
    }

    private static func ask(_ service: SocketmapService, _ text: String) throws -> String {
        let request = Netstring.encode(Array(text.utf8))
        guard case .send(let answer) = try service.answer(request.span) else { return "waits" }
        let octets = Array(answer.readableBytesView)
        let place = try #require(try Netstring.find(in: octets.span, most: 10_000))
        return String(decoding: octets[place.content], as: UTF8.self)
    }

    @Test(arguments: [
        "partner.example", "PARTNER.example.", "[partner.example]:25", "[mx.partner.example]:2525",
        "a.b.partner.example",
    ])
    func `the policy answers for domains and for the next hop of the route`(key: String) throws {
        let answer = try Self.ask(Self.service(), "tls-policy \(key)")
        #expect(answer.hasPrefix("OK secure "))
        #expect(answer.contains("match=.partner.example"))
    }

    @Test func `Sendmail has the policy by the name that its rules have for the map`() throws {
        let service = try Self.service()
        #expect(try Self.ask(service, "sts partner.example") == Self.ask(service, "tls-policy partner.example"))
        #expect(try Self.ask(service, "sts other.example") == "NOTFOUND ")
    }

    @Test(arguments: ["partner.example", "anna@partner.example", "anna@sub.partner.example"])
    func `the route answers for addresses and domains alike`(key: String) throws {
        #expect(try Self.ask(Self.service(), "transport \(key)") == "OK smtp:[mx.partner.example]:2525")
    }

    @Test(arguments: [
        "tls-policy other.example", "transport anna@other.example", "tls-policy tested.example", "tls-policy .example",
    ])
    func `what no enforced agreement names is not found, so that later maps answer`(request: String) throws {
        #expect(try Self.ask(Self.service(), request) == "NOTFOUND ")
    }

    @Test(arguments: ["nomap partner.example", "tls-policy", "tls-policy ", "", " partner.example"])
    func `what is no request to one of the maps is refused for good`(request: String) throws {
        #expect(try Self.ask(Self.service(), request).hasPrefix("PERM "))
    }

    @Test func `another register answers after a reload`() throws {
        let service = try Self.service()
        service.use(
            try Site.register(["partner": Self.partner.replacing("secure, match: [.partner.example]", with: "encrypt")])
        )
        #expect(try Self.ask(service, "tls-policy partner.example").hasPrefix("OK encrypt"))
    }

    @Test func `an agreement answers from the day on which it begins`() throws {
        let now = Mutex(Site.now)
        let text = Self.partner + "\nvalid: { from: 2026-07-02 }"
        let service = try Self.service(["partner": text]) { now.withLock { $0 } }
        #expect(try Self.ask(service, "tls-policy partner.example") == "NOTFOUND ")
        now.withLock { $0 = Timestamp(milliseconds: Site.now.milliseconds + 86_400_000) }
        #expect(try Self.ask(service, "tls-policy partner.example").hasPrefix("OK secure"))
    }

    @Test func `requests that come together are answered in their order, and a malformed one ends the connection`()
        throws
    {
        let channel = EmbeddedChannel(handler: RequestHandler(service: try Self.service(), logger: LogLines().logger))
        let requests = ["tls-policy other.example", "transport partner.example"].flatMap {
            Netstring.encode(Array($0.utf8))
        }
        try channel.writeInbound(ByteBuffer(bytes: requests + Array("07:x".utf8)))
        var answers = ""
        while let part = try channel.readOutbound(as: ByteBuffer.self) { answers += String(buffer: part) }
        #expect(answers == "9:NOTFOUND ,33:OK smtp:[mx.partner.example]:2525,")
        #expect(!channel.isActive)
    }

    @Test func `a request that comes octet by octet is answered once it is whole`() throws {
        let channel = EmbeddedChannel(handler: RequestHandler(service: try Self.service(), logger: LogLines().logger))
        for octet in Netstring.encode(Array("tls-policy other.example".utf8)) {
            #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
            try channel.writeInbound(ByteBuffer(bytes: [octet]))
        }
        #expect(try channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) } == "9:NOTFOUND ,")
        _ = try channel.finish()
    }

    @Test func `the longest policy that check takes is the longest that can be answered`() {
        let longest = String(repeating: "x", count: DeliveryPolicy.longestValue)
        #expect(SocketmapReply.found(longest) != nil)
        #expect(SocketmapReply.found(longest + "x") == nil)
    }
}
