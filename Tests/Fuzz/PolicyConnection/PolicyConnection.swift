import FuzzSupport
import Logging
import MandateCore
import NIOCore
import NIOEmbedded
import PostfixServers
import PostfixWire
import RegisterFiles

/// Sends the octets to the policy service over one connection, cut in pieces: each proper request gets one answer, of one line;
/// a malformed one gets none, the connection is closed, and nothing behind it is answered.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let all = octets(start, count)
    let (answers, isOpen) = talk(pieces(all))
    let (whole, isOpenAfterWhole) = talk([all[...]])
    promise(answers == whole && isOpen == isOpenAfterWhole, "how the octets come changes the answers")
    let (proper, isMalformed) = requests(all)
    let isAnswered = answers.count == proper.count || answers.count < proper.count && !proper[answers.count]
    promise(isAnswered, "\(proper.count) proper requests, \(answers.count) answers")
    let isEnded = isMalformed || answers.count < proper.count
    promise(!isEnded || !isOpen, "the connection is open behind a malformed request")
    for answer in answers { promise(isAnswer(answer), "no answer: \(answer)") }
    return 0
}

/// The proper requests before the first malformed one, each with whether the names of its certificate can be decoded (only where
/// an agreement asks for them it is seen that they cannot); and whether there is a malformed one.
private func requests(_ octets: [UInt8]) -> (proper: [Bool], isMalformed: Bool) {
    var rest = octets
    var proper: [Bool] = []
    while let length = PolicyRequest.length(in: rest.span, searched: 0) {
        let octets = Array(rest.prefix(length))
        guard let request = try? PolicyRequest(parsing: octets.span) else { return (proper, true) }
        proper.append(
            Xtext.decode(request.value(.certificateSubject, in: octets.span)) != nil
                && Xtext.decode(request.value(.certificateIssuer, in: octets.span)) != nil
        )
        rest.removeFirst(length)
    }
    do throws(MalformedRequest) {
        try PolicyRequest.checkBeginning(rest.span, searched: 0)
        return (proper, rest.count > PolicyLimits.requestSize)
    } catch {
        return (proper, true)
    }
}

/// `action=WORD…` and an empty line, in printable ASCII. Postfix takes an empty action, OK and digits alone for permission.
private func isAnswer(_ text: String) -> Bool {
    guard text.hasPrefix("action="), text.hasSuffix("\n\n") else { return false }
    let action = text.dropFirst("action=".count).dropLast(2)
    return ["DUNNO", "550 5.7.1 ", "450 4.7.1 ", "HOLD ", "WARN "].contains { action.hasPrefix($0) }
        && action.utf8.allSatisfy { 0x20...0x7e ~= $0 }
}

private func talk(_ pieces: [ArraySlice<UInt8>]) -> (answers: [String], isOpen: Bool) {
    let channel = EmbeddedChannel(handler: RequestHandler(service: decider, logger: silence))
    var answers: [String] = []
    do {
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/policy.sock")).wait()
        for piece in pieces where channel.isActive {
            try channel.writeInbound(ByteBuffer(bytes: piece))
            channel.embeddedEventLoop.run()
            while let answer = try channel.readOutbound(as: ByteBuffer.self) { answers.append(String(buffer: answer)) }
        }
        let isOpen = channel.isActive
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return (answers, isOpen)
    } catch {
        promise(false, "\(error)")
        return (answers, false)
    }
}

private let silence = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }

private let decider: PolicyDecider = {
    PolicyDecider(
        settings: DecisionSettings(register: register, recording: .agreements, addresses: .violations),
        statistics: DecisionStatistics(),
        log: NoLog(),
        host: "gateway",
        clock: { Timestamp(milliseconds: 1_782_907_200_000) },
        logger: silence
    )
}()

/// A journal that keeps nothing: an answer has to wait for it all the same.
private struct NoLog: DecisionLog {
    func record(_ record: DecisionRecord) {}
    func record(_ record: DecisionRecord, committed: @escaping @Sendable (Bool) -> Void) { committed(true) }
    func complete(instance: String, queueID: String) {}
}

private let register: Register = {
    guard let folder = try? ScratchFolder(), let today = Day("2026-07-01") else { preconditionFailure("no folder") }
    folder.write(
        """
        organisation:
          name: Example GmbH
          domains: [example.com]
          contact: tls-desk@example.com
        listen: { policy: ["unix:policy.sock"] }
        agreements: .

        """.utf8,
        to: "tlsmandate.conf"
    )
    folder.write(
        """
        partner: Partner AG
        domains: [partner.example, "*.partner.example"]
        identify-by: [sender, client]
        inbound:
          level: verify
          minimum-bits: 256
          exclude-ciphers: [CBC]
          clients: [mail.partner.example, 192.0.2.0/24]
          certificate: { subjects: ["mail*.partner.example"], issuers: [Partner CA] }
          on-violation: reject
        relay: { level: encrypt, on-violation: hold }

        """.utf8,
        to: "partner.yaml"
    )
    let result = RegisterLoader.load(configuration: folder["tlsmandate.conf"], today: today)
    guard let loaded = result.loaded else { preconditionFailure("\(result.errors)") }
    return loaded.register
}()
