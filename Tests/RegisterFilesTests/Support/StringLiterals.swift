/// Finds the string literals of a Swift source, to tell which messages it can print.
///
/// It knows what the sources of this package have: line comments, literals on one line, and interpolations with
/// literals inside.
struct StringLiterals {
    /// One literal: its text between the interpolations.
    typealias Pieces = [String]

    private(set) var found: [Pieces] = []
    private var rest: Substring

    init(of source: String) {
        rest = Substring(source)
        while let character = rest.popFirst() { read(character) }
    }

    private mutating func read(_ character: Character) {
        if character == "\"" {
            readLiteral()
        } else if character == "/", rest.first == "/" {
            rest = rest.drop { !$0.isNewline }
        }
    }

    private mutating func readLiteral() {
        var pieces = [""]
        while let character = rest.popFirst(), character != "\"" {
            guard character == "\\" else {
                pieces[pieces.count - 1].append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { break }
            if escaped == "(" {
                skipInterpolation()
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(escaped == "n" ? "\n" : escaped)
            }
        }
        found.append(pieces)
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while depth > 0, let character = rest.popFirst() {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            default: read(character)
            }
        }
    }
}
