import RegisterFiles
import Testing

@Suite
struct IDNATests {
    @Test(arguments: [
        ("müller", "xn--mller-kva"), ("MÜLLER", "xn--mller-kva"), ("mu\u{308}ller", "xn--mller-kva"),
        ("xn--mller-kva", "xn--mller-kva"), ("mül\u{AD}ler", "xn--mller-kva"), ("straße", "xn--strae-oqa"),
        ("ｐａｒｔｎｅｒ", "partner"), ("例え", "xn--r8jz45g"),
    ])
    func `what people type becomes what is registered`(label: String, expected: String) {
        #expect(IDNA.aLabel(label) == expected)
    }

    @Test(arguments: ["☕", "\u{202E}partner", "mü\u{FFFD}ller", String(repeating: "ü", count: 64)])
    func `a label that cannot be registered has no A-label`(label: String) {
        #expect(IDNA.aLabel(label) == nil)
    }

    @Test
    func `a label is not cut off at a NUL`() {
        #expect(IDNA.aLabel("mü\0ller") == nil)
    }
}
