import Foundation
import STARTTLSProbe
import Testing

/// Sessions written down in Cases/, played against the state machine.
@Suite struct TranscriptTests {
    static let names: [String] = {
        let folder = Bundle.module.url(forResource: "Cases", withExtension: nil)
        let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
        return files.filter { $0.hasSuffix(".transcript") }.sorted()
    }()

    @Test func `there are transcripts`() { #expect(Self.names.count > 15) }

    @Test(arguments: names) func `a session goes as it is written`(_ name: String) throws {
        let folder = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
        let transcript = try Transcript(String(contentsOf: folder.appending(path: name), encoding: .utf8))
        for isDripping in [false, true] { try play(transcript, octetByOctet: isDripping) }
    }

    private func play(_ transcript: Transcript, octetByOctet: Bool) throws {
        let envelope = try #require(
            Envelope(helo: "probe.example.com", sender: "a@example.com", recipient: "postmaster@partner.example")
        )
        var conversation = SMTPConversation(envelope)
        /// What the probe wants to do and has not been seen doing.
        var wanted: SMTPDialogue.Action?
        for (number, step) in transcript.steps {
            switch step {
            case .server(let octets):
                try #require(
                    wanted == nil,
                    "line \(number): the probe did not wait, but: \(String(describing: wanted))"
                )
                if octetByOctet, !transcript.isInOnePiece {
                    for octet in octets { wanted = conversation.receive([octet]) ?? wanted }
                } else {
                    wanted = conversation.receive(octets)
                }
            case .probe(let line):
                #expect(wanted == .send(line), "line \(number)")
                wanted = nil
            case .handshake(let failure):
                try #require(wanted == .handshake, "line \(number)")
                wanted = conversation.handle(failure.map { .handshakeFailed($0) } ?? .encrypted)
            case .timedOut: wanted = conversation.handle(.timedOut)
            case .closed: wanted = conversation.handle(.closed("the gateway ended the connection"))
            case .end:
                #expect(wanted == .close, "line \(number)")
                wanted = nil
            }
        }
        #expect(wanted == nil)
        let results = conversation.dialogue.results
        #expect(Set(results.keys) == Set(transcript.expected.keys))
        for (stage, (outcome, text)) in transcript.expected {
            #expect(results[stage]?.outcome == outcome, "\(stage)")
            let detail = results[stage]?.detail ?? ""
            #expect(text.isEmpty || detail.contains(text), "\(stage): \(detail)")
        }
    }
}
