/// A text in the form in which marks are compared: without case, and without what nobody sees.
///
/// Upper case before lower case folds what has no single capital letter (`ß`, `SS`). Characters that Unicode calls
/// default-ignorable (soft hyphens, zero-width spaces and joiners), and control characters, would otherwise hide a mark from the comparison, and from
/// nobody's eyes; so would another sort of blank, or two of them, since those of a header value are made one. Canonical
/// equivalents (`ü` as one character or two) are the same in every comparison of Swift's strings.
package struct FoldedText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        let folded = text.utf8.allSatisfy { 0x20..<0x7f ~= $0 } ? text.lowercased() : Self.foldedUnicode(text)
        self.text = folded.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func foldedUnicode(_ text: String) -> String {
        var visible = String.UnicodeScalarView()
        visible.append(contentsOf: text.unicodeScalars.filter(isSeen))
        return String(visible).uppercased().lowercased()
    }

    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return properties.isWhitespace
            || !properties.isDefaultIgnorableCodePoint && properties.generalCategory != .control
    }
}
