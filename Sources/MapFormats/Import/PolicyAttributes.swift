internal import MandateCore

/// A value of `smtp_tls_policy_maps`, taken apart as Postfix does (smtp_tls_policy.c, tls_policy_lookup_one): a level, then
/// `name=value` or, from Postfix 3.10 on, `{ name = value }`, separated by blanks and commas.
struct PolicyAttributes {
    let level: String
    /// In their order; names in lower case.
    let attributes: [(name: String, value: String)]

    /// What Postfix takes the whole value for invalid for; mail is deferred then.
    struct Invalid: Error {
        let word: String
    }

    init(_ value: String) throws(Invalid) {
        var rest = Substring(value)
        var words: [Substring] = []
        while true {
            rest = rest.drop(while: Self.isSeparator)
            if rest.isEmpty { break }
            if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw Invalid(word: String(rest)) }
                words.append(rest[rest.index(after: rest.startIndex)..<end])
                rest = rest[rest.index(after: end)...]
                continue
            }
            let word = rest.prefix { !Self.isSeparator($0) }
            words.append(word)
            rest = rest[word.endIndex...]
        }
        guard let first = words.first else { throw Invalid(word: value) }
        level = first.lowercased()
        var attributes: [(String, String)] = []
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else { throw Invalid(word: String(word)) }
            let name = word[..<equals].trimmingBlanks.lowercased()
            let value = String(word[word.index(after: equals)...].trimmingBlanks)
            guard !name.isEmpty, !value.isEmpty || !Self.neverEmpty.contains(name) else {
                throw Invalid(word: String(word))
            }
            if Self.once.contains(name), attributes.contains(where: { $0.0 == name }) {
                throw Invalid(word: String(word))
            }
            attributes.append((name, value))
        }
        self.attributes = attributes
    }

    /// smtp_tls_policy.c: "attribute has empty value".
    private static let neverEmpty = ["match", "ciphers", "tafile"]

    /// smtp_tls_policy.c: "attribute is specified multiple times".
    private static let once = ["ciphers", "protocols", "servername", "exclude"]

    /// All values of an attribute.
    func values(_ name: String) -> [String] { attributes.filter { $0.name == name }.map(\.value) }

    private static func isSeparator(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == ","
    }
}
