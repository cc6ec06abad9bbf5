/// A protocol or cipher that a gateway was offered alone.
package struct WeakerOffer: Codable, Equatable, Sendable {
    package enum Answer: String, Codable, Sendable {
        case accepted, refused
        case notTested = "not_tested"
    }

    /// ``WeakerQuestion/text``, as in `TLSv1` or `anonymous ciphers`.
    package let offer: String
    package let answer: Answer
    /// What was negotiated, why it was refused, or why it was not tested.
    package var detail: String?

    /// Nobody can be blamed for it.
    static func cannotOffer(_ question: WeakerQuestion) -> WeakerOffer {
        WeakerOffer(offer: question.text, answer: .notTested, detail: unavailable)
    }

    private static let unavailable = "this OpenSSL cannot offer it"

    /// Whether the gateway left the question open: it put us off, or did not answer.
    var isPutOff: Bool { answer == .notTested && detail != Self.unavailable }
}
