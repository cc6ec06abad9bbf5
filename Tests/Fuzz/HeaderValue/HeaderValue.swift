import FuzzSupport
import MandateCore

@testable import MessageContent

/// Reads the octets as the value of a header field: as text, as a From, as a Content-Type.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let value = octets(start, count)
    checkText(value)
    checkAddresses(value)
    if let type = ContentType(value) {
        promise(type.name.utf8.contains(UInt8(ascii: "/")), "a type without a subtype: \(type.name)")
    }
    _ = ContentType.disposition(value)
    return 0
}

private func checkText(_ value: [UInt8]) {
    let decoded = HeaderText.decoded(value.span)
    promise(isTidy(decoded), "blanks are left: \(Array(decoded.unicodeScalars))")
    let hasMore = value.contains { 0x21...0x7e ~= $0 }
    promise(!hasMore || !decoded.isEmpty || value.contains(UInt8(ascii: "=")), "nothing was made of something")
    let forms = HeaderText.forms(value.span)
    promise((1...3).contains(forms.count) && forms[0] == decoded, "the whole value is the first of the forms")
    for form in forms {
        promise(isTidy(form), "blanks are left: \(Array(form.unicodeScalars))")
        let folded = FoldedText(form).text
        promise(folded.isOneLine, "what is compared has a control character: \(Array(folded.unicodeScalars))")
        promise(FoldedText(folded).text == folded, "folded twice it is another: \(Array(folded.unicodeScalars))")
    }
}

/// No blank at an end, no two together, none but the blank itself.
private func isTidy(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    let words = scalars.split(separator: " ", omittingEmptySubsequences: false)
    return scalars.isEmpty
        || words.allSatisfy { !$0.isEmpty && !$0.contains(where: \.properties.isWhitespace) }
}

private func checkAddresses(_ value: [UInt8]) {
    let (addresses, areAll) = HeaderAddresses.read(value.span)
    for address in addresses {
        promise(
            MailAddress.domain(in: address.utf8.span) != nil || address.utf8.contains(UInt8(ascii: "@")),
            "\(address)"
        )
    }
    promise(addresses == HeaderAddresses.read(value.span).addresses, "the same value, other addresses")
    promise(!addresses.isEmpty || !areAll || !hasAt(value), "an @ and no address, and yet all are known")
}

/// Whether an `@` stands outside of comments.
private func hasAt(_ value: [UInt8]) -> Bool {
    Comments.removed(from: Array(value.prefix(ContentLimits.addressList)), keepsUnclosed: false).contains(0x40)
}
