import FuzzSupport

@testable import MandateCore

/// Holds the rest of the octets against a mark, or a certificate's name, in their first line; a matching that follows
/// every way at once comes to the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let lines = octets(start, count).split(separator: 0x0a, maxSplits: 1, omittingEmptySubsequences: false)
    let pattern = String(decoding: lines[0], as: UTF8.self)
    let value = lines.count > 1 ? String(decoding: lines[1], as: UTF8.self) : ""
    checkFolding(value)
    let (mark, text) = (Array(FoldedText(pattern).text), Array(FoldedText(value).text))
    let isMarked = MarkPattern(pattern).matches(FoldedText(value))
    promise(isMarked == plainly(mark, text, stop: nil), "'\(pattern)' and '\(value)': \(isMarked)")
    let isNamed = NamePattern(pattern).matches(value)
    let name = NamePattern.folded(value).map { Character(Unicode.Scalar($0)) }
    let subject = NamePattern.folded(pattern).map { Character(Unicode.Scalar($0)) }
    promise(isNamed == plainly(subject, name, stop: "."), "'\(pattern)' and '\(value)': \(isNamed)")
    return 0
}

/// What is compared is one line, and stays what it is when it is folded again.
private func checkFolding(_ text: String) {
    let folded = FoldedText(text).text
    promise(folded.isOneLine, "a control character is left: \(Array(folded.unicodeScalars))")
    // Of what HeaderText hands over: the blank is its only white space. Behind another an accent stands alone.
    let isTidy = text.unicodeScalars.allSatisfy { $0 == " " || !$0.properties.isWhitespace }
    promise(!isTidy || FoldedText(folded).text == folded, "folded again it is another: \(Array(folded.unicodeScalars))")
    promise(FoldedText(text.uppercased()).text == folded || !text.utf8.allSatisfy { $0 < 0x80 }, "the case counts")
    promise(FoldedText("\u{200b}" + text + "\u{ad}").text == folded, "what nobody sees counts")
}

/// For each character of the pattern: which beginnings of the text are matched so far, by their length. It takes the
/// product of both lengths, however many asterisks there are.
private func plainly(_ pattern: [Character], _ text: [Character], stop: Character?) -> Bool {
    var reached = [true] + text.map { _ in false }
    for wanted in pattern {
        let takesAny = wanted == "*"
        var next = [takesAny && reached[0]]
        for (index, character) in text.enumerated() {
            let isTaken = takesAny ? next[index] && character != stop : reached[index] && character == wanted
            next.append(isTaken || takesAny && reached[index + 1])
        }
        reached = next
    }
    return reached[text.count]
}
