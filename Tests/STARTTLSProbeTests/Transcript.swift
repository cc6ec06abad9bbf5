import STARTTLSProbe

/// A `.transcript` file; see Cases/README.md.
struct Transcript {
    enum Step {
        case server([UInt8])
        case probe(String)
        /// nil: it succeeds.
        case handshake(failure: String?)
        case timedOut, closed, end
    }

    enum Malformed: Error {
        case line(Int, String)
    }

    /// With the numbers of their lines.
    private(set) var steps: [(line: Int, step: Step)] = []
    private(set) var expected: [Stage: (outcome: StageResult.Outcome, text: String)] = [:]
    /// Whether it is about octets that come together.
    private(set) var isInOnePiece = false

    init(_ text: String) throws {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let value = String(line.dropFirst(3))
            switch line.prefix(3) {
            case "S: ": append(index, .server(Array((value + "\r\n").utf8)))
            case "S| ":
                isInOnePiece = true
                let octets = value.replacing("\\r", with: "\r").replacing("\\n", with: "\n")
                append(index, .server(Array(octets.utf8)))
            case "C: ": append(index, .probe(value))
            case "= " + line.dropFirst(2).prefix(1): try expect(index, line.dropFirst(2))
            default: try append(index, word: String(line))
            }
        }
    }

    private mutating func append(_ index: Int, _ step: Step) { steps.append((index + 1, step)) }

    private mutating func append(_ index: Int, word line: String) throws {
        switch line {
        case "TLS": append(index, .handshake(failure: nil))
        case _ where line.hasPrefix("TLS! "): append(index, .handshake(failure: String(line.dropFirst(5))))
        case "TIMEOUT": append(index, .timedOut)
        case "CLOSED": append(index, .closed)
        case "END": append(index, .end)
        default: throw Malformed.line(index + 1, line)
        }
    }

    private mutating func expect(_ index: Int, _ line: Substring) throws {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count >= 2, let stage = Stage(rawValue: words[0]),
            let outcome = StageResult.Outcome(rawValue: words[1])
        else { throw Malformed.line(index + 1, String(line)) }
        expected[stage] = (outcome, words.count > 2 ? words[2] : "")
    }
}
