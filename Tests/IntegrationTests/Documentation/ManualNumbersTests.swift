import DecisionJournal
import Foundation
import MandateCore
import MessageContent
import PostfixServers
import PostfixWire
import Testing

/// The limits as tlsmandate(8) has them.
@Suite struct ManualNumbersTests {
    static let limits: [(number: UInt64, words: String)] =
        [
            (ServerLimits.connections, "connections at once"),
            (Int(ServerLimits.backlog), "connections that wait to be accepted"),
            (ListenAddress.longestPath, "octets in the path of a unix socket"),
            (PolicyLimits.requestSize, "octets in a request"),
            (PolicyLimits.lineLength, "octets in a line"),
            (PolicyLimits.attributes, "attributes"),
            (Int(PolicyLimits.keySize), "bits in a key"),
            (SocketmapLimits.requestSize, "octets, which is what newer versions of Postfix ask with"),
            (ContentLimits.headerValue, "octets of a header field"),
            (ContentLimits.addressList, "octets and 256 colons of a From field"),
            (ContentLimits.addressColons, "colons of a From field"),
            (ContentLimits.structuredValue, "octets of Content-Type and its like"),
            (ContentLimits.line, "of a line of armor or of a multipart"),
            (ContentLimits.preamble, "octets before the first part of multipart/encrypted"),
            (ContentLimits.armorHeader, "of armor headers"),
            (ContentLimits.nesting, "open elements of CMS"),
            (JournalLimits.waitingAcceptances, "accepts that wait"),
            (JournalLimits.acceptancesInOneCommit, "accepts in one commit"),
            (JournalLimits.messagesUnderWay, "messages under way"),
        ].map { (UInt64($0.0), $0.1) }

    @Test(arguments: limits.indices)
    func `a limit in the manual is the one of the service`(index: Int) throws {
        let page = try String(contentsOf: Documents.repository.appending(path: "man/tlsmandate.8"), encoding: .utf8)
        let (number, words) = Self.limits[index]
        let figure = number.formatted(.number.locale(Locale(identifier: "en_US")))
        let text = " " + page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(" \(figure) \(words)"), "\(figure) \(words)")
    }
}
