/// The marks of all classes, by the header fields that bear them.
package struct ClassMarks: Sendable {
    /// Classes by their place in the configuration.
    package typealias Found = Set<Int>

    private var patterns: [String: [(messageClass: Int, pattern: MarkPattern)]] = [:]
    private var subjects: [(messageClass: Int, mark: FoldedText)] = []

    init(_ classes: [MessageClass]) {
        for (number, messageClass) in classes.enumerated() {
            for (name, values) in messageClass.headers {
                patterns[name.lowercasedASCII, default: []] += values.map { (number, MarkPattern($0)) }
            }
            subjects += messageClass.subject.map { (number, FoldedText($0)) }
        }
    }

    package var isEmpty: Bool { patterns.isEmpty && subjects.isEmpty }

    /// Whether a header field can mark a message.
    ///
    /// - Parameter name: The field's name, in lower case.
    package func areBorne(by name: String) -> Bool {
        patterns[name] != nil || name == Self.subject && !subjects.isEmpty
    }

    /// The classes whose mark a header field bears.
    ///
    /// - Parameters:
    ///   - name: The field's name, in lower case.
    ///   - value: The decoded value.
    package func classes(of name: String, value: String) -> Found {
        let value = FoldedText(value)
        var found: Found = []
        for (messageClass, pattern) in patterns[name] ?? [] where pattern.matches(value) { found.insert(messageClass) }
        guard name == Self.subject else { return found }
        for (messageClass, mark) in subjects where value.text.contains(mark.text) { found.insert(messageClass) }
        return found
    }

    private static let subject = "subject"
}
