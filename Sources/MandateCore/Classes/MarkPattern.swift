/// A header value that marks a message: the whole value, caseless, `*` for any run of characters.
struct MarkPattern: Hashable, Sendable {
    private let pattern: [Character]

    init(_ text: String) { pattern = Array(FoldedText(text).text) }

    func matches(_ value: FoldedText) -> Bool { Wildcard.matches(pattern, Array(value.text), star: "*") }
}
