import FuzzSupport

@testable import MandateCore

/// Holds the rest of the octets against a mark, or a certificate's name, in their first line; a matching by recursion, which is
/// slow and plain, comes to the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let lines = octets(start, count).split(separator: 0x0a, maxSplits: 1, omittingEmptySubsequences: false)
    let pattern = String(decoding: lines[0], as: UTF8.self)
    let value = lines.count > 1 ? String(decoding: lines[1], as: UTF8.self) : ""
    checkFolding(value)
    let (mark, text) = (Array(FoldedText(pattern).text), Array(FoldedText(value).text))
    // By recursion a pattern of many asterisks takes longer than a run of the fuzzer.
    guard pattern.count(where: { $0 == "*" }) <= 3, value.utf8.count <= 256 else { return 0 }
    let isMarked = MarkPattern(pattern).matches(FoldedText(value))
    promise(isMarked == plainly(mark[...], text[...], stop: nil), "'\(pattern)' and '\(value)': \(isMarked)")
    let isNamed = NamePattern(pattern).matches(value)
    let name = Array(value.lowercasedASCII.utf8).map { Character(Unicode.Scalar($0)) }
    let subject = Array(pattern.lowercasedASCII.utf8).map { Character(Unicode.Scalar($0)) }
    promise(isNamed == plainly(subject[...], name[...], stop: "."), "'\(pattern)' and '\(value)': \(isNamed)")
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

private func plainly(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>, stop: Character?) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
        if plainly(pattern.dropFirst(), text, stop: stop) { return true }
        guard let next = text.first, next != stop else { return false }
        return plainly(pattern, text.dropFirst(), stop: stop)
    }
    return text.first == first && plainly(pattern.dropFirst(), text.dropFirst(), stop: stop)
}
