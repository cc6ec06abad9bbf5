import FuzzSupport
import MessageContent

/// Reads the octets as a message: whether it is end-to-end encrypted does not depend on how its body comes, and a header that
/// says nothing of it makes no message encrypted.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let message = octets(start, count)
    let (fields, body) = split(message)
    var header = ContentHeader()
    for (name, value) in fields { header.take(name: name, value: Array(value).span) }
    let isEncrypted = verdict(header, [body])
    promise(isEncrypted == verdict(header, pieces(Array(body))), "how the body comes changes what it is")
    promise(isEncrypted == verdict(header, body.map { [$0] }), "octet by octet it is another")
    let readable = "\r\nPlease pay 1,000 EUR.\r\n"
    promise(
        !isEncrypted || !verdict(header, [body, Array(readable.utf8)[...]]),
        "readable text behind it does not count"
    )
    return 0
}

private func verdict(_ header: ContentHeader, _ pieces: [some Collection<UInt8>]) -> Bool {
    var inspection = EndToEndInspection(header)
    for piece in pieces { inspection.read(Array(piece).span) }
    return inspection.finish()
}

/// Fields up to the empty line, as a mail server hands them over: names, and values with their folding.
private func split(_ message: [UInt8]) -> (fields: [(String, ArraySlice<UInt8>)], body: ArraySlice<UInt8>) {
    var fields: [(String, ArraySlice<UInt8>)] = []
    var start = message.startIndex
    while start < message.endIndex {
        var end = message[start...].firstIndex(of: 0x0a) ?? message.endIndex
        if end == start || end == start + 1 && message[start] == 0x0d {
            return (fields, message[min(end + 1, message.count)...])
        }
        while end + 1 < message.count, message[end + 1] == 0x20 || message[end + 1] == 0x09 {
            end = message[(end + 1)...].firstIndex(of: 0x0a) ?? message.endIndex
        }
        let field = message[start..<min(end, message.count)]
        if let colon = field.firstIndex(of: UInt8(ascii: ":")) {
            fields.append((String(decoding: field[..<colon], as: UTF8.self), field[(colon + 1)...]))
        }
        start = end + 1
    }
    return (fields, [])
}
