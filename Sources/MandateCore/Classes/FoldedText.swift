/// A text in the form in which marks are compared: without case, and without the characters that nobody sees.
///
/// Upper case before lower case folds what has no single capital letter (`ß`, `SS`). Characters that Unicode calls
/// default-ignorable (soft hyphens, zero-width spaces and joiners) would otherwise hide a mark from the comparison, and from
/// nobody's eyes. Canonical equivalents (`ü` as one character or two) are the same in every comparison of Swift's strings.
package struct FoldedText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            self.text = text.lowercased()
            return
        }
        var visible = String.UnicodeScalarView()
        visible.append(contentsOf: text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint })
        self.text = String(visible).uppercased().lowercased()
    }
}
