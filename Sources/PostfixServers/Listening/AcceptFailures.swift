internal import Glibc
internal import Logging
internal import NIOCore

/// Says that connections wait because no file descriptor is left (accept(2), EMFILE and ENFILE), once a minute; SwiftNIO tries
/// again each second, and what is open is served meanwhile.
final class AcceptFailures: ChannelInboundHandler {
    typealias InboundIn = Channel

    private static let pause = TimeAmount.minutes(1)

    private let logger: Logger
    private var lastSaid: NIODeadline?

    init(logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let code = (error as? IOError)?.errnoCode, code == EMFILE || code == ENFILE { say() }
        context.fireErrorCaught(error)
    }

    private func say() {
        let now = NIODeadline.now()
        if let lastSaid, now < lastSaid + Self.pause { return }
        lastSaid = now
        logger.error("no file descriptor is left: new connections wait until others are closed; raise LimitNOFILE")
    }
}
