import Yams

/// Reads one mapping of the grammar: each key known, each value of its type, every mistake reported where it stands.
///
/// Getters return nil both where a key is not there and where its value is wrong; the latter has been reported, so a reader
/// goes on and finds the other mistakes too.
struct MappingReader {
    let source: SourceFile
    let position: Position

    /// What the mapping is called in messages: `inbound`, or `the file` for the whole document.
    private let name: String
    private var values: [String: Node] = [:]
    private var keyPositions: [String: Position] = [:]

    /// Reads a mapping, reports keys that the grammar does not have and keys that are repeated.
    ///
    /// - Returns: nil where the node is no mapping, which is reported.
    init?(_ node: Node, named name: String, keys allowed: [String], document: YAMLDocument, source: SourceFile) {
        self.source = source
        self.name = name
        position = node.position
        guard case .mapping(let mapping) = node else {
            source.error(
                "\(name == "the file" ? name : "'\(name)'") must be a mapping of keys to values",
                at: node.position
            )
            return nil
        }
        for (key, value) in Self.entries(of: mapping, document: document, source: source) {
            guard allowed.contains(key.text) else {
                source.error(Self.unknown(key.text, allowed: allowed, name: name), at: key.position)
                continue
            }
            values[key.text] = value
            keyPositions[key.text] = key.position
        }
        self.document = document
    }

    private let document: YAMLDocument

    private static func unknown(_ key: String, allowed: [String], name: String) -> String {
        let place = name == "the file" ? "" : " in '\(name)'"
        if let likely = Suggestion.nearest(to: key, among: allowed) {
            return "unknown key '\(key)'\(place); did you mean '\(likely)'?"
        }
        return "unknown key '\(key)'\(place); known here: \(allowed.joined(separator: ", "))"
    }

    /// Whether a key's value is a list without elements.
    func isEmptyList(_ key: String) -> Bool { values[key]?.sequence?.isEmpty ?? false }

    /// Whether a key's value is a single one.
    func isScalar(_ key: String) -> Bool { values[key]?.scalar != nil }

    /// Whether the key is there, with whatever value.
    func has(_ key: String) -> Bool { values[key] != nil }

    /// The line of a key; the mapping's own where the key is not there.
    func line(_ key: String) -> Int { keyPositions[key]?.line ?? position.line }

    /// Where a key's value stands.
    func valuePosition(_ key: String) -> Position { values[key]?.position ?? position }

    /// Where a key stands.
    func keyPosition(_ key: String) -> Position { keyPositions[key] ?? position }

    /// Reports that a key has to be there.
    func require(_ key: String) {
        guard !has(key) else { return }
        source.error("'\(key)' is missing\(name == "the file" ? "" : " in '\(name)'")", at: position)
    }

    /// A text that is not empty.
    func text(_ key: String) -> String? { scalar(key)?.string }

    /// A text with the place where it stands.
    func placed(_ key: String) -> Placed? {
        scalar(key).map { Placed(text: $0.string, position: valuePosition(key)) }
    }

    /// One of an enumeration's words.
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let placed = placed(key) else { return nil }
        return choice(placed, key: key, type)
    }

    /// A list of an enumeration's words.
    func choices<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) -> [Choice]?
    where Choice.RawValue == String {
        list(key)?.compactMap { choice($0, key: key, type) }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ placed: Placed,
        key: String,
        _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        if let choice = Choice(rawValue: placed.text) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        let suggestion = Suggestion.ending(for: placed.text, among: words)
        source.error(
            "'\(key)' cannot be '\(placed.text)': it is one of \(words.joined(separator: ", "))\(suggestion)",
            at: placed.position
        )
        return nil
    }

    /// A whole number within a range.
    func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let scalar = scalar(key) else { return nil }
        guard scalar.style == .plain, let number = Int(scalar.string),
            scalar.string.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            range.contains(number)
        else {
            source.error(
                "'\(key)' must be a number from \(range.lowerBound) to \(range.upperBound), not '\(scalar.string)'",
                at: valuePosition(key)
            )
            return nil
        }
        return number
    }

    /// `true` or `false`.
    func boolean(_ key: String) -> Bool? {
        guard let scalar = scalar(key) else { return nil }
        if scalar.style == .plain, let value = Bool(scalar.string) { return value }
        source.error("'\(key)' must be true or false, not '\(scalar.string)'", at: valuePosition(key))
        return nil
    }

    /// Whether a list within a mapping of this one is not there, or has no elements; whatever else is there counts as elements.
    func lacksElements(_ key: String, in outer: String) -> Bool {
        guard let list = values[outer]?.mapping?[key] else { return true }
        return list.sequence?.isEmpty ?? false
    }

    /// A list of texts, each with its place.
    ///
    /// - Parameter allowsEmpty: Whether the reader of the list has words of its own for an empty text.
    func list(_ key: String, allowsEmpty: Bool = false) -> [Placed]? {
        guard let node = values[key] else { return nil }
        guard case .sequence(let sequence) = node else {
            source.error(
                "'\(key)' must be a list, as in [\(node.string.map { $0.isEmpty ? "…" : $0 } ?? "…")]",
                at: node.position
            )
            return nil
        }
        return sequence.compactMap { element in
            guard case .scalar(let scalar) = element, !scalar.isNullWord, allowsEmpty || !scalar.string.isEmpty
            else {
                source.error("'\(key)' must be a list of texts", at: element.position)
                return nil
            }
            return Placed(text: scalar.string, position: element.position)
        }
    }

    /// A mapping within this one.
    func mapping(_ key: String, keys: [String]) -> MappingReader? {
        values[key].flatMap { MappingReader($0, named: key, keys: keys, document: document, source: source) }
    }

    /// A mapping whose keys are names that the administrator chose.
    func named(_ key: String) -> [(name: Placed, reader: (_ keys: [String]) -> MappingReader?)] {
        freeKeys(key).map { name, value in
            (name, { MappingReader(value, named: name.text, keys: $0, document: document, source: source) })
        }
    }

    /// A mapping from names to lists of texts.
    func lists(_ key: String) -> [(name: Placed, values: [Placed])] {
        freeKeys(key).compactMap { name, value in
            let reader = MappingReader(single: value, key: name.text, of: self)
            return reader.list(name.text).map { (name, $0) }
        }
    }

    private init(single value: Node, key: String, of other: MappingReader) {
        source = other.source
        position = value.position
        name = key
        document = other.document
        values = [key: value]
    }

    private func freeKeys(_ key: String) -> [(Placed, Node)] {
        guard let node = values[key] else { return [] }
        guard case .mapping(let mapping) = node else {
            source.error("'\(key)' must be a mapping of names to values", at: node.position)
            return []
        }
        return Self.entries(of: mapping, document: document, source: source)
    }

    /// Keys and values of a mapping; a key that is no word, or is repeated, is reported.
    private static func entries(
        of mapping: Node.Mapping,
        document: YAMLDocument,
        source: SourceFile
    ) -> [(key: Placed, value: Node)] {
        var lines: [String: Int] = [:]
        return mapping.compactMap { (key, value) -> (key: Placed, value: Node)? in
            guard let text = key.scalar?.string else {
                source.error("a key must be a word", at: key.position)
                return nil
            }
            let aside = document.putAside[text]
            let word = aside ?? text
            if let first = lines[word] {
                source.error("the key '\(word)' is repeated; it stands already in line \(first)", at: key.position)
            }
            lines[word] = lines[word] ?? key.position.line
            return aside == nil ? (Placed(text: word, position: key.position), value) : nil
        }
    }

    private func scalar(_ key: String) -> Node.Scalar? {
        guard let node = values[key] else { return nil }
        guard case .scalar(let scalar) = node else {
            source.error("'\(key)' must be a single value, not a list or a mapping", at: node.position)
            return nil
        }
        guard !scalar.isNull else {
            source.error("'\(key)' has no value", at: keyPosition(key))
            return nil
        }
        return scalar
    }
}

/// A text of the file and where it stands.
struct Placed {
    let text: String
    let position: Position
}

extension Node.Scalar {
    /// Nothing behind the key, or YAML's words for it.
    fileprivate var isNull: Bool { string.isEmpty || isNullWord }

    /// YAML's words for nothing; an empty text in quotes is a text.
    fileprivate var isNullWord: Bool { style == .plain && (string.isEmpty || string == "~" || string == "null") }
}
