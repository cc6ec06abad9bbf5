/// A sentence of the report: our words as they stand, and values in them.
///
/// Numbers are written as readers of English expect them, and what a stranger has chosen is kept apart from the words around it
/// (`bdi`: text that runs from right to left does not reorder the sentence).
struct Prose: ExpressibleByStringInterpolation {
    struct Piece {
        let tag: Tag?
        let text: String
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ words: String) { pieces.append(Piece(tag: nil, text: words)) }

        /// A number.
        mutating func appendInterpolation(_ number: Int) { appendLiteral(number.grouped) }

        /// Words of ours.
        mutating func appendInterpolation(_ words: String) { appendLiteral(words) }

        /// A sentence in a sentence.
        mutating func appendInterpolation(_ prose: Prose) { pieces += prose.pieces }

        /// A number of things: `1 message`, `1,204 messages`.
        mutating func appendInterpolation(_ number: Int, _ thing: String) {
            appendLiteral("\(number.grouped) \(thing)\(number == 1 ? "" : "s")")
        }

        /// A text that others have chosen.
        mutating func appendInterpolation(value: String) { pieces.append(Piece(tag: .bdi, text: value)) }

        /// What a machine reads: a code, a name, a command.
        mutating func appendInterpolation(code: String) { pieces.append(Piece(tag: .code, text: code)) }

        mutating func appendInterpolation(strong words: String) { pieces.append(Piece(tag: .strong, text: words)) }
    }

    private(set) var pieces: [Piece]

    init(stringLiteral words: String) { pieces = [Piece(tag: nil, text: words)] }

    init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.pieces += right.pieces
        return sum
    }
}

extension [Prose] {
    /// `a, b and c`.
    func joined(_ last: String = " and ") -> Prose {
        guard let end = self.last, count > 1 else { return first ?? "" }
        return dropLast().dropFirst().reduce(self[0]) { "\($0), \($1)" } + "\(last)\(end)"
    }
}
