extension StringProtocol where SubSequence == Substring {
    /// The text without blanks and tabs at both ends.
    package var trimmingBlanks: Substring {
        var text = self[...]
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
