import Testing

@testable import MessageContent

struct ContentTypeTests {
    @Test(
        arguments: [
            ("text/plain", "text/plain"), (" Text / Plain ; x=y", "text/plain"),
            ("(c) text/(d)plain (e); x=y", "text/plain"),
            ("application/octet-stream", "application/octet-stream"),
            ("APPLICATION/Octet-Stream;a=b", "application/octet-stream"),
            ("", nil), ("text", nil), (";", nil), ("/", nil), ("octet-stream", nil),
        ] as [(String, String?)]
    )
    func `the type is read in lower case, and a value without one is not`(value: String, name: String?) {
        #expect(ContentType(Array(value.utf8))?.name == name)
    }

    @Test(
        arguments: [
            ("a/b", .absent), ("a/b; x=y", .given("y")), ("a/b; X=\"y z\"", .given("y z")),
            ("a/b; x=\"a\\\"b\"", .given("a\"b")),
            ("a/b;\r\n x=y", .given("y")), ("a/b; x=y; x=y", .repeated), ("a/b; x=y; X=z", .repeated),
            ("a/b; x*=utf-8''f%C3%BCr", .given("für")), ("a/b; x*0=a; x*1=b", .given("ab")),
            ("a/b; x*=iso-8859-1'de'f%FCr", .given("für")), ("a/b; x=\"=?utf-8?q?a?=\"", .given("=?utf-8?q?a?=")),
            ("a/b; x=\"=?\u{301}\"", .given("=?\u{301}")), ("a/b; y=x=z", .absent),
        ] as [(String, ContentType.Parameter)]
    )
    func `a parameter is read by RFC 2045 and RFC 2231`(value: String, parameter: ContentType.Parameter) {
        #expect(ContentType(Array(value.utf8))?["x"] == parameter)
    }

    @Test(
        arguments: [
            "a/b; x*=made-up''y", "a/b; x*0*=made-up''y", "a/b; x* = made-up''y", "a/b; x*=\"made-up''y\"",
            "a/b; x*=a b''y",
            "a/b; x*=utf-8''y; z*=made-up''y", "a/b; y='; x*=made-up''z", "a/b; x*=(c)made-up''y",
        ]
    )
    func `a value with an unknown charset is not read, since GMime would remember it`(value: String) {
        #expect(ContentType(Array(value.utf8)) == nil)
    }
}
