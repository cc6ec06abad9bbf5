import Foundation
package import Logging
internal import MandateCore
package import NIOCore
internal import PostfixWire

/// One connection of a mail server: takes octets in, hands whole requests to the decider, sends answers in their order.
///
/// While an answer waits for its record, what the client sends stays unanswered, and beyond one request's size unread. A malformed
/// request gets no answer; the connection is closed, so that Postfix retries and then takes its default action.
package final class PolicyHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private enum State {
        case reading
        /// An answer waits for its record.
        case recording
        case closed
    }

    private let decider: PolicyDecider
    private let logger: Logger
    private var state = State.reading
    /// Octets of a request that is not complete.
    private var received = ByteBuffer()
    /// How many of them have been searched for the end of a request.
    private var searched = 0
    private var timeLimit: Scheduled<Void>?
    private var idleCheck: Scheduled<Void>?
    private var hasReadSinceCheck = false
    private var isReadPending = false
    private var stopping = Stopping.no

    private enum Stopping {
        case no
        /// A request that is on its way is still read.
        case farewell
        case now
    }

    package init(decider: PolicyDecider, logger: Logger) {
        self.decider = decider
        self.logger = logger
    }

    package func channelActive(context: ChannelHandlerContext) {
        checkIdle(context)
        context.fireChannelActive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasReadSinceCheck = true
        var octets = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = octets } else { received.writeBuffer(&octets) }
        answerAll(context)
    }

    /// While an answer waits, only as much is read as a request may hold: a mail server sends nothing then.
    package func read(context: ChannelHandlerContext) {
        if case .recording = state, received.readableBytes > PolicyLimits.requestSize {
            isReadPending = true
        } else {
            context.read()
        }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        state = .closed
        timeLimit?.cancel()
        idleCheck?.cancel()
        context.fireChannelInactive()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            stopping = .farewell
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: ServerLimits.farewell) {
                let (handler, context) = bound.value
                handler.stopping = .now
                handler.closeIfStopping(context)
            }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Closes the connection when nothing was read for one to two times the idle limit; no clock is read for a request.
    private func checkIdle(_ context: ChannelHandlerContext) {
        hasReadSinceCheck = false
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        idleCheck = context.eventLoop.scheduleTask(in: ServerLimits.idle) {
            let (handler, context) = bound.value
            if handler.hasReadSinceCheck { return handler.checkIdle(context) }
            handler.logger.debug("connection closed: idle")
            context.close(promise: nil)
        }
    }

    private func answerAll(_ context: ChannelHandlerContext) {
        var hasWritten = false
        while case .reading = state, let length = nextRequest() {
            searched = 0
            do {
                let request = received.getSlice(at: received.readerIndex, length: length) ?? Self.empty
                let octets = request.readableBytesUInt8Span
                switch try decider.decide(octets) {
                case .noOpinion:
                    context.write(wrapOutboundOut(Self.noOpinion), promise: nil)
                    hasWritten = true
                case .answer(let reply):
                    context.write(wrapOutboundOut(ByteBuffer(bytes: reply.octets)), promise: nil)
                    hasWritten = true
                case .answerRecorded(let record, let reply, let otherwise):
                    wait(for: record, reply: reply, otherwise: otherwise, context)
                }
                received.moveReaderIndex(forwardBy: length)
                timeLimit?.cancel()
                timeLimit = nil
            } catch {
                return refuse(error, context)
            }
        }
        if hasWritten { context.flush() }
        limitIncomplete(context)
        closeIfStopping(context)
    }

    /// At a stop: closes the connection once all that was asked is answered.
    private func closeIfStopping(_ context: ChannelHandlerContext) {
        guard case .reading = state else { return }
        switch stopping {
        case .no: return
        case .farewell: if received.readableBytes > 0 { return }
        case .now: break
        }
        context.close(promise: nil)
    }

    private func nextRequest() -> Int? {
        let received = received
        let octets = received.readableBytesUInt8Span
        return PolicyRequest.length(in: octets, searched: searched)
    }

    /// Gives a request that has begun its time and its size.
    private func limitIncomplete(_ context: ChannelHandlerContext) {
        searched = received.readableBytes
        guard case .reading = state, searched > 0 else {
            timeLimit?.cancel()
            timeLimit = nil
            if searched == 0 { received = Self.empty }
            return
        }
        if searched > PolicyLimits.requestSize { return refuse(.tooLarge, context) }
        guard timeLimit == nil else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timeLimit = context.eventLoop.scheduleTask(in: ServerLimits.request) {
            let (handler, context) = bound.value
            handler.logger.warning("connection closed: the request did not end in time")
            context.close(promise: nil)
        }
    }

    private static let empty = ByteBuffer()
    private static let noOpinion = ByteBuffer(bytes: PolicyReply.dunno.octets)

    private func wait(
        for record: DecisionRecord,
        reply: PolicyReply,
        otherwise: PolicyReply,
        _ context: ChannelHandlerContext
    ) {
        state = .recording
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        decider.record(record) { isRecorded in
            loop.execute {
                let (handler, context) = bound.value
                handler.recorded(isRecorded ? reply : otherwise, context)
            }
        }
    }

    private func recorded(_ reply: PolicyReply, _ context: ChannelHandlerContext) {
        guard case .recording = state else { return }
        state = .reading
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply.octets)), promise: nil)
        searched = 0
        answerAll(context)
        if isReadPending, case .reading = state {
            isReadPending = false
            context.read()
        }
    }

    private func refuse(_ error: MalformedRequest, _ context: ChannelHandlerContext) {
        state = .closed
        let beginning =
            received.getSlice(at: received.readerIndex, length: min(200, received.readableBytes)) ?? Self.empty
        logger.warning(
            "malformed policy request, not answered",
            metadata: [
                "reason": "\(error)", "client": "\(context.remoteAddress?.description ?? "unix socket")",
                "request": "\(String(buffer: beginning))",
            ]
        )
        timeLimit?.cancel()
        received = Self.empty
        context.flush()
        context.close(promise: nil)
    }
}
