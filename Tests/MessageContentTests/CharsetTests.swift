import Testing

@testable import MessageContent

struct CharsetTests {
    @Test(arguments: Charset.names.sorted())
    func `every charset of the list is one that the system converts`(name: String) throws {
        let charset = try #require(Charset(name.uppercased()))
        // Wide encodings take two octets a letter; of the others each has ASCII but UTF-7's and ISO 2022's own marks.
        let isWide = name.hasPrefix("utf-16")
        let octets: [UInt8] = isWide ? (name == "utf-16le" ? [0x61, 0] : [0, 0x61]) : [0x61]
        let text = charset.decode(octets)
        #expect(text == "a" || name == "utf-16")
        // Without a converter the octets are read as ISO 8859-1, which shows 0xFF as ÿ.
        let isLatin = ["iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1"].contains(name)
        let hasFinalY = isLatin || name.hasSuffix("1252") || name.hasSuffix("1254") || name.hasSuffix("1258")
        let others = ["iso-8859-9", "iso-8859-14", "iso-8859-15", "iso-8859-16", "iso8859-15", "iso_8859-15"]
        if !hasFinalY, !others.contains(name) { #expect(charset.decode([0xff]) != "ÿ") }
    }

    @Test(arguments: [
        "", "ibm1390", "ibm037", "ebcdic-de", "iso-2022-cn-ext", "utf-8//translit", "../utf-8", "x", "utf-8 ",
    ])
    func `no other charset is`(name: String) {
        #expect(Charset(name) == nil)
    }
}
