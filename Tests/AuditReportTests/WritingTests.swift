import AuditReport
import MandateCore
import ReportSample
import Testing

/// The page is written in pieces, and what goes wrong with one is told.
struct WritingTests {
    private struct Full: Error {}

    private final class Counter {
        var pieces: [Int] = []
    }

    @Test func `pieces are small, whatever the size of the page`() throws {
        let counter = Counter()
        try SampleMonth.report(size: 6000).write { counter.pieces.append($0.utf8.count) }
        #expect(counter.pieces.count > 3)
        #expect(counter.pieces.allSatisfy { $0 < 200_000 })
        #expect(counter.pieces.reduce(0, +) == SampleMonth.report(size: 6000).html().utf8.count)
    }

    @Test func `nothing more is written after a failure, and it is thrown`() {
        let counter = Counter()
        #expect(throws: Full.self) {
            try SampleMonth.report(size: 6000).write {
                counter.pieces.append($0.utf8.count)
                throw Full()
            }
        }
        #expect(counter.pieces.count == 1)
    }
}
