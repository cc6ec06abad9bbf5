import Testing

@Suite struct DocumentBlockTests {
    private func block(_ lines: String...) -> DocumentBlock {
        DocumentBlock(document: "README.md", number: 1, lines: lines)
    }

    private func commands(_ block: DocumentBlock) -> [String] {
        guard case .commands(let commands) = block.kind else { return [] }
        return commands.map(\.line)
    }

    @Test func `a block whose first line names a file is lines of it, also behind a comment sign of m4`() {
        for first in ["# /etc/postfix/main.cf", "# tlsmandate.yaml: where we listen", "dnl /etc/mail/sendmail.mc"] {
            guard case .file(_, let text) = block(first, "a = b").kind else {
                Issue.record("\(first)")
                continue
            }
            #expect(text == "a = b\n")
        }
    }

    @Test func `lines with a prompt are commands, and what stands between is what they print`() throws {
        let block = block("# tlsmandate status", "tlsmandate 0.1.0, process 7", "$ ls \\", "    -l")
        #expect(commands(block) == ["tlsmandate status", "ls -l"])
        guard case .commands(let commands) = block.kind else { return }
        #expect(commands[0].output == ["tlsmandate 0.1.0, process 7"])
    }

    @Test func `without prompts our own commands are commands, and all else was said`() {
        #expect(
            commands(block("tlsmandate check   # reads all", "make run")) == [
                "tlsmandate check   # reads all", "make run",
            ]
        )
        guard case .said(let text) = block("550 5.7.1 <a@example.com>:", "  rejected").kind else {
            Issue.record("taken for something else")
            return
        }
        #expect("550 5.7.1 <a@example.com>: rejected\n".says(text))
        #expect(!"550 5.7.1 <b@example.com>: rejected\n".says(text))
    }

    @Test(arguments: [("a … c", true), ("a … d", false), ("c … a", false), ("… b", true), ("a b c …", true)])
    func `what is left out of an output may be anything, in its order`(wanted: String, isSaid: Bool) {
        #expect("a  b\nc".says(wanted) == isSaid)
    }

    @Test func `a placeholder that nothing stands for is refused`() throws {
        let tables = try DocumentationTables()
        #expect(throws: DocumentationTables.Failure.self) {
            try tables.line(DocumentBlock.Command(line: "tlsmandate import sendmail-access FILE"))
        }
        #expect(try tables.line(DocumentBlock.Command(line: "postsuper -H QUEUE_ID")) != "postsuper -H QUEUE_ID")
    }
}
