/// Gives a name with U-labels for one with A-labels; nil where there is none. The core has no IDNA of its own.
package typealias UnicodeForm = @Sendable (_ name: String) -> String?

/// Lines of a table in order, no key twice.
struct TableLines {
    private var keys: Set<String> = []
    private(set) var text = ""
    private let unicode: UnicodeForm

    init(_ unicode: @escaping UnicodeForm) { self.unicode = unicode }

    func has(_ key: String) -> Bool { keys.contains(key) }

    /// Adds a line, and one with the U-labels of the key: with SMTPUTF8 Postfix asks by those (postconf(5), smtputf8_enable).
    mutating func add(_ key: String, _ value: String) {
        for key in [key] + [unicode(key)].compactMap(\.self) where keys.insert(key).inserted {
            text += "\(key)\t\(value)\n"
        }
    }
}
