import Foundation
import NIOCore

/// Answers whoever connects to the control socket with the service's state as JSON, and closes. Nothing is read.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let state: ServiceState

    init(state: ServiceState) { self.state = state }

    func channelActive(context: ChannelHandlerContext) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let report = (try? encoder.encode(state.report)) ?? Data()
        let loop = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: report))).whenComplete { _ in
            loop.value.close(promise: nil)
        }
    }
}
