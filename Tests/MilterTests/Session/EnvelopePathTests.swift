import MandateCore
import Testing

@testable import Milter

struct EnvelopePathTests {
    @Test(
        arguments: [
            ("<>", ""),
            ("", ""),
            ("<anna@hella.com>", "anna@hella.com"),
            ("anna@hella.com", "anna@hella.com"),
            (" <anna@hella.com>", "anna@hella.com"),
            ("< anna@hella.com >", "anna@hella.com"),
            ("<Anna@Hella.COM.>", "Anna@Hella.COM."),
            ("<anna+tls@hella.com>", "anna+tls@hella.com"),
            ("<SRS0=x/y=1=hella.com=anna@example.com>", "SRS0=x/y=1=hella.com=anna@example.com"),
            ("<postmaster>", "postmaster"),
            ("<anna@müller.example>", "anna@müller.example"),
        ]
    )
    func `a path that can be read in one way alone is read, whatever the server makes of it`(
        path: String,
        address: String
    ) {
        #expect(EnvelopePath.address(path, canonical: nil) == address)
        #expect(EnvelopePath.address(path, canonical: "other@elsewhere.example") == address)
    }

    /// What the server makes of a path in which clients can hide the domain counts.
    @Test(
        arguments: [
            ("<anna@hella.com (a comment)>", "anna@hella.com"),
            ("<anna@hella.com(@elsewhere.example)>", "anna@hella.com"),
            ("<anna@hella(a comment).com>", "anna@hella.com"),
            ("(a comment) <anna@hella.com>", "anna@hella.com"),
            ("Anna <anna@hella.com>", "anna@hella.com"),
            ("<anna@ hella.com>", "anna@hella.com"),
            ("<anna@\"hella.com\">", "anna@hella.com"),
            ("<\"a b@c\"@Hella.COM>", "\"a b@c\"@hella.com."),
            ("<@one.example,@two.example:anna@hella.com>", "anna@hella.com"),
            ("<\"postmaster\"@example.com>", "postmaster@example.com"),
            ("<anna%hella.com@example.com>", "anna@hella.com"),
            ("<hella.com!anna>", "anna@hella.com"),
            ("<hella.com!anna@example.com>", "anna@hella.com"),
            ("<anna%hella.com>", "anna@hella.com"),
            ("<anna@[192.0.2.1]>", "anna@[192.0.2.1]"),
        ]
    )
    func `of a path that can be read in several ways the server's reading counts`(path: String, canonical: String) {
        #expect(EnvelopePath.address(path, canonical: canonical) == canonical)
    }

    @Test(
        arguments: [
            ("<\"a b@c\"@Hella.COM>", "\"a b@c\"@Hella.COM", "hella.com"),
            ("<@one.example:anna@hella.com>", "@one.example:anna@hella.com", "hella.com"),
            ("<anna@[192.0.2.1]>", "anna@[192.0.2.1]", "none"),
        ]
    )
    func `where the server has no domain for it the client's own path stands`(
        path: String,
        address: String,
        domain: String
    ) {
        for canonical in [nil, "anna", ""] {
            let found = EnvelopePath.address(path, canonical: canonical)
            #expect(found == address)
            let range = MailAddress.domain(in: found.utf8.span)
            let name = range.map { String(decoding: Array(found.utf8)[$0], as: UTF8.self).lowercased() }
            #expect(name == (domain == "none" ? nil : domain))
        }
    }

    /// Sendmail leaves quotes in its own form too; a proxy between may name none.
    @Test(
        arguments: [
            ("<anna@\"hella.com\">", "anna@\"hella.com\"", "anna@hella.com"),
            ("<anna@\"hella.com\">", nil, "anna@hella.com"),
            ("<anna@hel\\la.com>", nil, "anna@hella.com"),
            ("<anna@ hella.com>", nil, "anna@hella.com"),
            ("<anna@hella.com (a comment)>", nil, "anna@hella.com"),
            ("<anna@hella.com(@elsewhere.example)>", nil, "anna@hella.com"),
            ("<anna@hella(one (in \\) another)).com>", nil, "anna@hella.com"),
            ("<\"a(b\"@hella.com>", nil, "\"a(b\"@hella.com"),
            ("<\"a\\\"(b\"@hella.com (a comment)>", nil, "\"a\\\"(b\"@hella.com"),
        ] as [(String, String?, String)]
    )
    func `comments and quotes hide no domain, whether the server took them out or not`(
        path: String,
        canonical: String?,
        address: String
    ) {
        #expect(EnvelopePath.address(path, canonical: canonical) == address)
    }

    @Test(arguments: ["<", ">", "<>>", "<<>>", "<@>", "@", "<a@>", "<\u{338}a@b>", "a>\u{338}", "<\u{fffd}@\u{fffd}>"])
    func `a path that is none is read without harm`(path: String) {
        let address = EnvelopePath.address(path, canonical: nil)
        #expect(address.utf8.count <= path.utf8.count)
    }
}
