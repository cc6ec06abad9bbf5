import Testing

@testable import MailServerLog

@Suite struct LineSplitterTests {
    private func lines(_ chunks: [[UInt8]]) -> [String] {
        var splitter = LineSplitter()
        var lines: [String] = []
        for chunk in chunks {
            chunk.withUnsafeBufferPointer { chunk in
                splitter.take(chunk) { line in
                    lines.append(line.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
                }
            }
        }
        return lines
    }

    @Test func `lines are the same wherever the stream is cut`() {
        let text = Array("first\n\nthird line\nnot ended".utf8)
        for first in 0...text.count {
            for second in first...text.count {
                let chunks = [Array(text[..<first]), Array(text[first..<second]), Array(text[second...])]
                #expect(lines(chunks) == ["first", "", "third line"])
            }
        }
    }

    @Test func `of a line that is too long the beginning is kept, and the next line is whole`() {
        let long = [UInt8](repeating: 0x61, count: 3 * LogLimits.lineLength)
        for size in [1000, LogLimits.lineLength, 65_536] {
            let text = long + Array("\nnext\n".utf8)
            let chunks = stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) }
            #expect(lines(chunks).map(\.count) == [LogLimits.lineLength, 4])
        }
    }
}
