import Foundation
package import Logging
package import NIOCore

/// One connection of a mail server: takes octets in, hands whole requests to the service, sends answers in their order.
///
/// While an answer is waited for, what the client sends stays unanswered, and beyond one request's size unread. A malformed
/// request gets no answer; the connection is closed, so that Postfix retries and then fails for the time being.
package final class RequestHandler<Service: RequestService>: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private enum State {
        case reading
        /// An answer is waited for.
        case waiting
        case closed
    }

    private let service: Service
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

    package init(service: Service, logger: Logger) {
        self.service = service
        self.logger = logger
    }

    package func channelActive(context: ChannelHandlerContext) {
        checkIdle(context)
        context.fireChannelActive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasReadSinceCheck = true
        var octets = unwrapInboundIn(data)
        if received.readableBytes == 0 {
            received = octets
        } else {
            // A client that always leaves the beginning of another request would have the buffer grow for ever.
            received.discardReadBytes()
            received.writeBuffer(&octets)
        }
        answerAll(context)
    }

    /// While an answer waits, only as much is read as a request may hold: a mail server sends nothing then. Nothing is read from
    /// a client that leaves its answers unread, so that these do not pile up.
    package func read(context: ChannelHandlerContext) {
        if holdsBack || !context.channel.isWritable {
            isReadPending = true
        } else {
            context.read()
        }
    }

    /// Whether nothing more is read: enough has been received while an answer waits.
    private var holdsBack: Bool {
        if case .waiting = state { received.readableBytes > Service.requestSize } else { false }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        readIfPending(context)
        context.fireChannelWritabilityChanged()
    }

    private func readIfPending(_ context: ChannelHandlerContext) {
        guard isReadPending, !holdsBack, context.channel.isWritable, !isClosed else { return }
        isReadPending = false
        context.read()
    }

    private var isClosed: Bool { if case .closed = state { true } else { false } }

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
        do {
            while case .reading = state, let length = try nextRequest() {
                searched = 0
                let request = received.getSlice(at: received.readerIndex, length: length) ?? ByteBuffer()
                switch try service.answer(request.readableBytesUInt8Span) {
                case .send(let answer):
                    context.write(wrapOutboundOut(answer), promise: nil)
                    hasWritten = true
                case .wait(let begin): wait(begin, context)
                }
                received.moveReaderIndex(forwardBy: length)
                timeLimit?.cancel()
                timeLimit = nil
            }
        } catch {
            return refuse(error, context)
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

    private func nextRequest() throws(Service.Malformed) -> Int? {
        let received = received
        return try Service.length(in: received.readableBytesUInt8Span, searched: searched)
    }

    /// Gives a request that has begun its time and its size.
    private func limitIncomplete(_ context: ChannelHandlerContext) {
        searched = received.readableBytes
        guard case .reading = state, searched > 0 else {
            timeLimit?.cancel()
            timeLimit = nil
            if searched == 0 { received = ByteBuffer() }
            return
        }
        if searched > Service.requestSize { return refuse(Service.tooLarge, context) }
        guard timeLimit == nil else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timeLimit = context.eventLoop.scheduleTask(in: ServerLimits.request) {
            let (handler, context) = bound.value
            handler.logger.warning("connection closed: the request did not end in time")
            context.close(promise: nil)
        }
    }

    private func wait(
        _ begin: (@escaping @Sendable (ByteBuffer) -> Void) -> Void,
        _ context: ChannelHandlerContext
    ) {
        state = .waiting
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        begin { answer in
            loop.execute {
                let (handler, context) = bound.value
                handler.goOn(answer, context)
            }
        }
    }

    private func goOn(_ answer: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .waiting = state else { return }
        state = .reading
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        searched = 0
        answerAll(context)
        readIfPending(context)
    }

    private func refuse(_ error: Service.Malformed, _ context: ChannelHandlerContext) {
        state = .closed
        let beginning =
            received.getSlice(at: received.readerIndex, length: min(200, received.readableBytes)) ?? ByteBuffer()
        logger.warning(
            "malformed \(Service.name) request, not answered",
            metadata: [
                "reason": "\(error)", "client": "\(context.remoteAddress?.description ?? "unix socket")",
                "request": "\(String(buffer: beginning))",
            ]
        )
        timeLimit?.cancel()
        received = ByteBuffer()
        context.flush()
        context.close(promise: nil)
    }
}
