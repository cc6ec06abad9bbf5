import MailLab
import NIOCore
import NIOEmbedded
import PostfixServers
import TestSupport
import Testing

/// One connection, with a clock that the tests turn.
@Suite struct PolicyHandlerTests {
    private let site: Site
    private let reads = ReadCounter()
    private let channel: EmbeddedChannel

    init() throws {
        site = try Site()
        let handler = RequestHandler(service: site.decider, logger: site.lines.logger)
        channel = EmbeddedChannel(handlers: [reads, handler])
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/policy.sock")).wait()
    }

    @Test func `a request is answered wherever the network cuts it`() throws {
        let octets = Array(Request.plaintext.text.utf8)
        for split in 1..<octets.count {
            try receive(octets[..<split])
            #expect(try answers() == [])
            try receive(octets[split...])
            #expect(try answers() == [PolicyServerTests.refusal])
        }
        #expect(channel.isActive)
    }

    @Test func `two requests are answered in their order wherever the network cuts them`() throws {
        let octets = Array((Request.plaintext.text + Request.unrelated.text).utf8)
        for split in 1..<octets.count {
            try receive(octets[..<split])
            let first = try answers()
            try receive(octets[split...])
            #expect(first + (try answers()) == [PolicyServerTests.refusal, "DUNNO"], "\(split)")
        }
    }

    @Test func `an idle connection stays open as long as Postfix may keep it, and is then closed`() throws {
        try receive(Array(Request.unrelated.text.utf8)[...])
        // smtpd_policy_service_max_ttl
        advance(seconds: 1000)
        #expect(channel.isActive)
        advance(seconds: 2 * 1100 - 1000 + 1)
        #expect(!channel.isActive)
    }

    @Test func `a connection that is used stays open`() throws {
        for _ in 0..<50 {
            advance(seconds: 299)
            try receive(Array(Request.unrelated.text.utf8)[...])
            #expect(try answers() == ["DUNNO"])
        }
        #expect(channel.isActive)
    }

    @Test func `a connection on which nothing is ever asked is closed`() {
        advance(seconds: 1000)
        #expect(channel.isActive)
        advance(seconds: 1201)
        #expect(!channel.isActive)
    }

    @Test func `a request has a hundred seconds, however it drips`() throws {
        for octet in Array(Request.plaintext.text.utf8).prefix(99) {
            try receive([octet])
            #expect(channel.isActive)
            advance(seconds: 1)
        }
        advance(seconds: 2)
        #expect(!channel.isActive)
        #expect(site.lines.all == ["warning: connection closed: the request did not end in time"])
    }

    @Test func `what can be no request is not waited for`() throws {
        try receive(Array("request=smtpd_access_policy\r\nprotocol_state=RCPT\r\n\r\n".utf8)[...])
        #expect(!channel.isActive)
        #expect(try answers().isEmpty)
        #expect(site.lines.all.first?.contains("malformed policy request, not answered") == true)
    }

    @Test func `a request that ends in time is answered, and the next has its own time`() throws {
        let octets = Array(Request.unrelated.text.utf8)
        for _ in 0..<5 {
            try receive(octets[..<100])
            advance(seconds: 99)
            try receive(octets[100...])
            #expect(try answers() == ["DUNNO"])
        }
        advance(seconds: 200)
        #expect(channel.isActive)
    }

    @Test func `a request that begins with the end of another has its own time`() throws {
        let octets = Array(Request.unrelated.text.utf8)
        try receive(octets[..<100])
        advance(seconds: 90)
        try receive(octets[100...] + octets[..<100])
        #expect(try answers() == ["DUNNO"])
        advance(seconds: 90)
        #expect(channel.isActive)
        try receive(octets[100...])
        #expect(try answers() == ["DUNNO"])
    }

    @Test func `the time that a record takes is not the request's`() throws {
        site.log.behave(.waits)
        try receive(Array(Request.plaintext.text.utf8)[...])
        advance(seconds: 500)
        try #require(site.log.refusals.all.first).committed(true)
        advance(seconds: 0)
        #expect(try answers() == [PolicyServerTests.refusal])
    }

    @Test func `no more than a request is read while an answer waits for its record`() throws {
        site.log.behave(.waits)
        try receive(Array(Request.plaintext.text.utf8)[...])
        let more = Array(Request.unrelated.text.utf8)
        var sent = 0
        while sent * more.count <= 65_536 {
            try receive(more[...])
            sent += 1
        }
        let before = reads.count
        channel.read()
        #expect(reads.count == before)
        try #require(site.log.refusals.all.first).committed(true)
        advance(seconds: 0)
        #expect(try answers() == [PolicyServerTests.refusal] + Array(repeating: "DUNNO", count: sent))
        #expect(reads.count == before + 1)
    }

    @Test func `a request that has begun at a stop is still taken in, answered, and the last`() throws {
        let octets = Array(Request.plaintext.text.utf8)
        try receive(octets[..<100])
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        try receive(octets[100..<200])
        #expect(channel.isActive)
        try receive(octets[200...])
        #expect(try answers() == [PolicyServerTests.refusal])
        #expect(!channel.isActive)
    }

    @Test func `what a client asked that has vanished is not decided`() throws {
        site.log.behave(.waits)
        try receive(Array((Request.plaintext.text + Request.plaintext.text).utf8)[...])
        let closed = channel.close()
        channel.embeddedEventLoop.run()
        try closed.wait()
        try #require(site.log.refusals.all.first).committed(true)
        channel.embeddedEventLoop.run()
        #expect(site.log.refusals.all.count == 1)
        #expect(try answers() == [])
    }

    @Test func `a request of the largest size is answered, one octet more is not`() throws {
        let names = (1...5).map { "x\($0)" }
        let padded = Request.unrelated.with(Dictionary(uniqueKeysWithValues: names.map { ($0, pad(12_000)) }))
        let rest = 65_536 - padded.with(["helo_name": ""]).text.utf8.count
        try receive(Array(padded.with(["helo_name": pad(rest)]).text.utf8)[...])
        #expect(try answers() == ["DUNNO"])
        try receive(Array(padded.with(["helo_name": pad(rest + 1)]).text.utf8)[...])
        #expect(try answers() == [])
        #expect(!channel.isActive)
    }

    private func pad(_ count: Int) -> String { String(repeating: "x", count: count) }

    private func advance(seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    private func receive(_ octets: ArraySlice<UInt8>) throws {
        try channel.writeInbound(ByteBuffer(bytes: octets))
        channel.embeddedEventLoop.run()
    }

    /// The actions of all answers that have been sent since the last call.
    private func answers() throws -> [String] {
        var octets: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { octets += Array(buffer: buffer) }
        let texts = String(decoding: octets, as: UTF8.self).split(separator: "\n\n")
        return try texts.map { try Answer.action(Array("\($0)\n\n".utf8)) }
    }
}

/// Counts how often the channel is asked to read on.
private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private(set) var count = 0

    func read(context: ChannelHandlerContext) {
        count += 1
        context.read()
    }
}
