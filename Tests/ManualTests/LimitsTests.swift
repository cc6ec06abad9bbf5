import DecisionJournal
import MandateCore
import MessageContent
import NIOCore
import PostfixServers
import PostfixWire
import RegisterFiles
import Testing

/// LIMITS of tlsmandate.yaml(5).
@Suite
struct LimitsTests {
    private static let limits: [String: Int] = [
        "Octets of this file or an agreement": RegisterLoader.largestFile,
        "Octets of a domains-file": RegisterLoader.largestDomainsFile,
        "Octets in the path of a unix socket": ListenAddress.longestPath,
        "Octets in a policy request": PolicyLimits.requestSize,
        "Octets in a line of a policy request": PolicyLimits.lineLength,
        "Attributes of a policy request": PolicyLimits.attributes,
        "Octets in a socketmap request": SocketmapLimits.requestSize,
        "Octets in a socketmap answer": SocketmapLimits.replySize,
        "Connections at once": ServerLimits.connections,
        "Seconds until an idle connection is closed": Int(ServerLimits.idle.nanoseconds / 1_000_000_000),
        "Seconds for one request": Int(ServerLimits.request.nanoseconds / 1_000_000_000),
        "Octets of a header field that are compared with marks": ContentLimits.headerValue,
        "Octets of a From field that are read": ContentLimits.addressList,
        "Acceptances that wait to be recorded": JournalLimits.waitingAcceptances,
        "Seconds that a locked journal is waited for": Int(JournalLimits.lockPatience / .seconds(1)),
        "Characters of a reply text": ReplyText.longest,
    ]

    @Test
    func `each limit has the number that the service keeps to`() throws {
        let items = try PageItem.items(in: ManualPage("tlsmandate.yaml.5").section("LIMITS"))
        let said = items.map { $0.head.split(separator: " : ").map(String.init) }
        #expect(said.allSatisfy { $0.count == 2 })
        #expect(
            Dictionary(said.map { ($0[0], Int($0[1])) }) { first, _ in first } == Self.limits.mapValues(Optional.init)
        )
    }
}
