package import Logging
package import MandateCore
internal import NIOCore
package import PostfixWire
internal import Synchronization

/// Answers Postfix's and Sendmail's look-ups of the next hop: the maps `tls-policy` and `transport` (socketmap_table(5)).
///
/// | asked for | answer |
/// | --- | --- |
/// | a key of an agreement whose `outbound` is enforced | `OK VALUE` |
/// | a key that no agreement names | `NOTFOUND `: later maps, DANE and MTA-STS still answer |
/// | no map of ours, no key | `PERM REASON` |
///
/// It never answers `may` for no opinion, and never an empty value. Sendmail's MTA-STS rules ask for the same values by the name
/// `sts`, which they have no way to change (cf/feature/sts.m4; its names of maps hold no hyphen); they act on level secure alone.
package final class SocketmapService: RequestService {
    package typealias Malformed = Netstring.Malformed

    package static let requestSize = SocketmapLimits.netstringSize
    package static let tooLarge = Netstring.Malformed.tooLarge
    package static let name = "socketmap"

    /// The answers of one register on one day, each made once.
    private final class Answers: Sendable {
        let register: Register
        let day: Day
        let table: OutboundTable
        let policies: [ByteBuffer]
        let transports: [ByteBuffer]

        init(register: Register, day: Day, version: PostfixVersion) {
            self.register = register
            self.day = day
            table = OutboundTable(register: register, on: day, for: version)
            policies = table.entries.map { Self.answer($0.value) }
            transports = table.entries.map { entry in
                entry.route.map { Self.answer($0.text) } ?? SocketmapService.notFound
            }
        }

        /// A value that is none would be taken for permission by some versions: the mail waits instead.
        private static func answer(_ value: String) -> ByteBuffer {
            ByteBuffer(bytes: (SocketmapReply.found(value) ?? .temporary("the register has no usable value")).octets)
        }
    }

    private let answers: Mutex<Answers>
    private let version: PostfixVersion
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger

    /// - Parameter version: The Postfix that asks: it decides the syntax of values.
    package init(
        register: Register,
        version: PostfixVersion,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        answers = Mutex(Answers(register: register, day: clock().day, version: version))
        self.version = version
        self.clock = clock
        self.logger = logger
    }

    /// Answers by another register from now on.
    package func use(_ register: Register) {
        let new = Answers(register: register, day: clock().day, version: version)
        answers.withLock { $0 = new }
    }

    package static func length(in octets: Span<UInt8>, searched: Int) throws(Malformed) -> Int? {
        try Netstring.find(in: octets, most: SocketmapLimits.requestSize)?.length
    }

    package func answer(_ request: Span<UInt8>) throws(Malformed) -> RequestAnswer {
        guard let place = try Netstring.find(in: request, most: SocketmapLimits.requestSize) else { throw .noComma }
        let content = request.extracting(place.content)
        let parts = SocketmapRequest(parsing: content)
        let map = content.extracting(parts.map)
        guard let key = parts.key, !key.isEmpty else { return refuse("a request is a map's name, a blank and a key") }
        if map.isText("tls-policy") || map.isText("sts") {
            let answers = current()
            let entry = answers.table.tlsPolicy(forKey: content.extracting(key))
            return .send(entry.map { answers.policies[$0.position] } ?? Self.notFound)
        }
        if map.isText("transport") {
            let answers = current()
            let entry = answers.table.transport(forKey: content.extracting(key))
            return .send(entry.map { answers.transports[$0.position] } ?? Self.notFound)
        }
        return refuse("there is no map of this name: the maps are tls-policy and transport")
    }

    /// The answers of today: an agreement begins, and a successor takes over, at midnight UTC.
    private func current() -> Answers {
        let today = clock().day
        let known = answers.withLock { $0 }
        guard known.day != today else { return known }
        let new = Answers(register: known.register, day: today, version: version)
        return answers.withLock { held in
            // A reload may have come in between; its register stays.
            if held.register === known.register { held = new }
            return held
        }
    }

    private func refuse(_ reason: String) -> RequestAnswer {
        logger.warning("socketmap request refused", metadata: ["reason": "\(reason)"])
        return .send(ByteBuffer(bytes: SocketmapReply.permanent(reason).octets))
    }

    private static let notFound = ByteBuffer(bytes: SocketmapReply.notFound.octets)
}

/// The socketmap server.
package typealias SocketmapServer = RequestServer<SocketmapService>
