/// Writes a page, in pieces, as markup that is well-formed XML and HTML alike.
///
/// Text reaches the page through ``Prose`` and attribute values alone, and both are escaped (``Escaping``); tags and attribute
/// names are of closed sets. So there is no way for a stranger's text to become markup.
struct Markup {
    /// How much is collected before it is written.
    private static let piece = 1 << 16

    private var buffer = ""
    private let sink: (String) throws -> Void
    private var failure: (any Error)?

    /// - Parameter sink: Takes the pieces. Where it throws, nothing more is written, and ``finish()`` throws its error.
    init(_ sink: @escaping (String) throws -> Void) { self.sink = sink }

    /// An element with other elements in it.
    mutating func element(_ tag: Tag, _ attributes: Attribute..., content: (inout Markup) -> Void) {
        open(tag, attributes)
        content(&self)
        close(tag)
    }

    /// An element with text in it.
    mutating func element(_ tag: Tag, _ attributes: Attribute..., text: Prose) {
        open(tag, attributes)
        append(text)
        close(tag)
    }

    /// An element with nothing in it.
    mutating func empty(_ tag: Tag, _ attributes: Attribute...) {
        open(tag, attributes)
        if tag.isVoid { return }
        close(tag)
    }

    /// Text among elements.
    mutating func text(_ text: Prose) { append(text) }

    /// The line that every HTML file begins with.
    mutating func doctype() { buffer += "<!DOCTYPE html>\n" }

    /// The page's style sheet: the one text that is not escaped, and it is the program's own.
    mutating func style(_ sheet: StaticString) {
        open(.style, [])
        buffer += sheet.description
        close(.style)
    }

    /// Writes what is left.
    ///
    /// - Throws: The error of the sink that first failed.
    mutating func finish() throws {
        flush()
        if let failure { throw failure }
    }

    private mutating func open(_ tag: Tag, _ attributes: [Attribute]) {
        buffer += "<"
        buffer += tag.rawValue
        for attribute in attributes {
            buffer += " "
            buffer += attribute.name.rawValue
            buffer += "=\""
            Escaping.append(attribute.value, to: &buffer)
            buffer += "\""
        }
        buffer += tag.isVoid ? "/>" : ">"
    }

    private mutating func close(_ tag: Tag) {
        buffer += "</"
        buffer += tag.rawValue
        buffer += tag.isBlock ? ">\n" : ">"
        if buffer.utf8.count >= Self.piece { flush() }
    }

    private mutating func append(_ prose: Prose) {
        for piece in prose.pieces {
            guard let tag = piece.tag else {
                Escaping.append(piece.text, to: &buffer)
                continue
            }
            open(tag, [])
            Escaping.append(piece.text, to: &buffer)
            close(tag)
        }
    }

    private mutating func flush() {
        defer { buffer.removeAll(keepingCapacity: true) }
        if failure != nil { return }
        do {
            try sink(buffer)
        } catch {
            failure = error
        }
    }
}
