import Dispatch
import MessageContent
import Synchronization
import Testing

/// libmilter calls from a thread for each session.
struct ManyThreadsTests {
    @Test func `many threads get what one gets`() throws {
        let texts = try ValueTable.rows("header-texts")
        let froms = try ValueTable.rows("from-addresses")
        let messages = try Message.all(in: "encrypted").filter { $0.body.count < 5_000 }
        let differences = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            var wrong = texts.filter { HeaderText.decoded($0.value.span) != $0.expected }.map(\.text)
            wrong += froms.filter { HeaderAddresses.read($0.value.span).addresses != $0.expectedList }.map(\.text)
            wrong += messages.filter { !$0.isEncrypted(pieces: 100) }.map(\.name)
            differences.withLock { $0 += wrong }
        }
        #expect(differences.withLock { $0 }.isEmpty)
    }
}
