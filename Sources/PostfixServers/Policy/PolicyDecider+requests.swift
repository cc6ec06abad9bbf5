internal import NIOCore
package import PostfixWire

/// The policy delegation protocol over a connection.
extension PolicyDecider: RequestService {
    package typealias Malformed = MalformedRequest

    package static let requestSize = PolicyLimits.requestSize
    package static let tooLarge = MalformedRequest.tooLarge
    package static let name = "policy"

    package static func length(in octets: Span<UInt8>, searched: Int) throws(MalformedRequest) -> Int? {
        if let length = PolicyRequest.length(in: octets, searched: searched) { return length }
        try PolicyRequest.checkBeginning(octets, searched: searched)
        return nil
    }

    /// Where the answer has to be recorded first, it waits for that.
    package func answer(_ request: Span<UInt8>) throws(MalformedRequest) -> RequestAnswer {
        switch try decide(request) {
        case .noOpinion: .send(Self.noOpinion)
        case .answer(let reply): .send(ByteBuffer(bytes: reply.octets))
        case .answerRecorded(let record, let reply, let otherwise):
            .wait { [self] send in
                self.record(record) { isRecorded in
                    send(ByteBuffer(bytes: (isRecorded ? reply : otherwise).octets))
                }
            }
        }
    }

    private static let noOpinion = ByteBuffer(bytes: PolicyReply.dunno.octets)
}
