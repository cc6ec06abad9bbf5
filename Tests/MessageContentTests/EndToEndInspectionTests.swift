import MessageContent
import TestSupport
import Testing

struct EndToEndInspectionTests {
    @Test(arguments: try Message.all(in: "encrypted"))
    func `a message that is encrypted as a whole is seen as such`(message: Message) {
        #expect(message.isEncrypted())
    }

    @Test(arguments: try Message.all(in: "readable"))
    func `a message that anyone can read is not`(message: Message) {
        #expect(!message.isEncrypted())
    }

    @Test(arguments: try Message.all(in: "encrypted") + Message.all(in: "readable"))
    func `where the pieces of the body begin and end changes nothing`(message: Message) {
        let whole = message.isEncrypted()
        for size in [1, 2, 3, 5, 7, 64, 1_000, 4_095, 4_097] {
            #expect(message.isEncrypted(pieces: size) == whole, "in pieces of \(size)")
        }
        let places = message.body.count < 5_000 ? Array(0...message.body.count) : Array(0...2_000)
        for place in places where message.isEncrypted(splitAt: place) != whole {
            Issue.record("split at \(place)")
        }
    }

    @Test(arguments: try Message.all(in: "encrypted"))
    func `a message that is cut short anywhere does not count as encrypted`(message: Message) {
        // What is left out at the very end is a line end, or blank lines.
        let text = message.body.lastIndex { $0 != 0x0d && $0 != 0x0a && $0 != 0x20 && $0 != 0x09 } ?? 0
        let places = text < 5_000 ? Array(0..<text) : Array(stride(from: 0, to: text, by: 97))
        for place in places {
            var short = message
            short.body = Array(message.body[..<place])
            #expect(!short.isEncrypted(), "cut at \(place)")
        }
    }

    @Test(arguments: try Message.all(in: "encrypted"))
    func `a message with a readable sentence anywhere in its body does not count as encrypted`(message: Message) {
        // Inside of binary DER, or in PGP/MIME's preamble, a sentence cannot be told from what belongs there.
        if message.name == "smime-binary" || message.name.hasPrefix("pgp-mime") { return }
        let lines = message.body.split(separator: 0x0a, omittingEmptySubsequences: false)
        for place in lines.indices {
            var changed = message
            changed.body = Array(
                (lines[..<place] + [Array("Der Preis ist 5 Euro.\r".utf8)[...]] + lines[place...])
                    .joined(separator: [0x0a])
            )
            #expect(!changed.isEncrypted(), "sentence at line \(place)")
        }
    }

    @Test func `a body need not be read where the header already says no`() throws {
        for message in try Message.all(in: "encrypted") { #expect(message.inspection().needsBody, "\(message.name)") }
        let unneeded = try Message.all(in: "readable").filter { !$0.inspection().needsBody }.map(\.name)
        #expect(unneeded.contains("mixed-text-and-enveloped"))
        #expect(unneeded.contains("multipart-signed"))
        #expect(unneeded.contains("smime-two-types"))
        #expect(unneeded.contains("pgp-as-html"))
        #expect(!unneeded.contains("plain-text"))
    }

    @Test func `a body need no longer be read once it cannot be encrypted`() throws {
        var inspection = try Message.named("plain-text", in: "readable").inspection()
        #expect(inspection.needsBody)
        inspection.read(Array("Der Preis".utf8).span)
        #expect(inspection.needsBody)
        inspection.read(Array(" ist 5 Euro.\r\n".utf8).span)
        #expect(!inspection.needsBody)
        let isEncrypted = inspection.finish()
        #expect(!isEncrypted)
    }

    @Test(arguments: try Message.all(in: "encrypted").filter { $0.fields.contains { $0.name == "Content-Type" } })
    func `a field that says something else takes the message out`(message: Message) {
        for type in ["text/html", "image/png", "application/pkcs7-signature", "message/rfc822", "", ";", "text", "a/b"]
        {
            #expect(!message.replacing("Content-Type", with: type).isEncrypted(), "\(type)")
        }
    }

    /// A line of a stream that never ends costs no memory: it is refused.
    @Test(arguments: ["pgp-inline", "pgp-mime"])
    func `a line longer than any program writes ends the matter`(name: String) throws {
        var message = try Message.named(name, in: "encrypted")
        message.body.insert(contentsOf: [UInt8](repeating: 0x20, count: 2_000), at: 0)
        #expect(!message.isEncrypted())
    }

    @Test func `a header longer than any program writes is not believed`() throws {
        let message = try Message.named("smime-enveloped", in: "encrypted")
        let type = "application/pkcs7-mime; smime-type=enveloped-data; name="
        #expect(message.replacing("Content-Type", with: type + String(repeating: "a", count: 2_000)).isEncrypted())
        #expect(!message.replacing("Content-Type", with: type + String(repeating: "a", count: 10_000)).isEncrypted())
    }

    @Test(arguments: try Message.all(in: "encrypted") + Message.all(in: "readable"))
    func `octets changed at random never trap, and seldom make a message count`(message: Message) {
        var generator = SeededGenerator(seed: 20_261_121)
        let isEncrypted = message.isEncrypted()
        var mistaken = 0
        for _ in 0..<150 {
            var changed = message
            for _ in 0...Int.random(in: 0..<4, using: &generator) where !changed.body.isEmpty {
                let place = Int.random(in: 0..<changed.body.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: changed.body[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: changed.body.remove(at: place)
                default: changed.body.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                }
            }
            let pieces = Int.random(in: 1...5_000, using: &generator)
            let verdict = changed.isEncrypted(pieces: pieces)
            #expect(verdict == changed.isEncrypted())
            if verdict, !isEncrypted { mistaken += 1 }
        }
        // A change may well repair: the second of two Content-Type lines, say.
        #expect(mistaken <= 3)
    }
}
