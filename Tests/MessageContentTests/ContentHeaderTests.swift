import MessageContent
import Testing

struct ContentHeaderTests {
    private static let multipart = "multipart/encrypted; boundary=\"----=_b1\"; protocol="

    @Test(arguments: [
        ("application/pgp-encrypted", true), ("Application/PGP-Encrypted", true), ("application/pgp-signature", false),
        ("\"\"", false),
    ])
    func `the protocol of a multipart is PGP's`(name: String, isEncrypted: Bool) throws {
        let message = try Message.named("pgp-mime", in: "encrypted")
        #expect(message.replacing("Content-Type", with: Self.multipart + name).isEncrypted() == isEncrypted)
    }

    @Test func `a file name that is given twice is none`() throws {
        let message = try Message.named("smime-octet-stream", in: "encrypted")
        #expect(message.isEncrypted())
        #expect(!message.adding("Content-Disposition", "attachment; filename=smime.p7m").isEncrypted())
        let twice = "attachment; filename=smime.p7m; filename=readme.txt"
        #expect(!message.replacing("Content-Disposition", with: twice).isEncrypted())
        #expect(!message.replacing("Content-Disposition", with: "attachment; filename=smime.p7m.txt").isEncrypted())
        let names = message.replacing("Content-Type", with: "application/octet-stream; name=a.p7m; name=b.txt")
        #expect(!names.isEncrypted())
    }

    @Test func `fields are known in any case, with blanks before the colon too`() throws {
        let message = try Message.named("smime-enveloped", in: "encrypted")
        var header = ContentHeader()
        for field in message.fields { header.take(name: field.name.uppercased() + " ", value: field.value.span) }
        var inspection = EndToEndInspection(header)
        inspection.read(message.body.span)
        let isEncrypted = inspection.finish()
        #expect(isEncrypted)
    }
}
