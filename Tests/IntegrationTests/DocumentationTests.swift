import Foundation
import MailLab
import Testing

/// Every block of README.md and the manual pages, tried on a machine (CONTRIBUTING.md, "Documentation is tried").
@Suite struct DocumentationTests {
    @Test(arguments: Documents.all)
    func `what a document says to do can be done, in its order`(document: String) throws {
        let blocks = try Documents.blocks(of: document)
        guard !blocks.isEmpty else { return }
        let tables = try DocumentationTables()
        let machine = try DocumentationMachine()
        var said: [DocumentBlock] = []
        for block in blocks {
            switch block.kind {
            case .commands(let commands):
                for command in commands where tables.elsewhere[command.program] == nil {
                    try run(command, of: block, on: machine, tables)
                }
            case .file(let path, let text) where path.hasSuffix(".mc"): try SendmailBlock.run(path, text, block)
            case .file(let path, let text): try machine.take(file: path, text)
            case .said: said.append(block)
            }
        }
        for block in said {
            guard case .said(let text) = block.kind else { continue }
            #expect(machine.said().says(text), "nobody said what stands in \(block)\n\(machine.said())")
        }
    }

    private func run(
        _ command: DocumentBlock.Command,
        of block: DocumentBlock,
        on machine: DocumentationMachine,
        _ tables: DocumentationTables
    ) throws {
        let finished = try machine.command(try tables.line(command))
        let output = finished.standardOutput + finished.standardError
        #expect(finished.succeeded, "\(block.document): \(command.line): \(finished.status)\n\(output)")
        #expect(!finished.standardError.contains("error:"), "\(block.document): \(command.line)\n\(output)")
        for line in command.output {
            #expect(output.says(line), "\(block.document): \(command.line)\nsays not: \(line)\nbut: \(output)")
        }
    }

    @Test func `what is not run here is counted, with where it is tried`() throws {
        let tables = try DocumentationTables()
        var counts: [String: Int] = [:]
        for document in Documents.all {
            for block in try Documents.blocks(of: document) {
                guard case .commands(let commands) = block.kind else { continue }
                for command in commands where tables.elsewhere[command.program] != nil {
                    counts[command.program, default: 0] += 1
                }
            }
        }
        #expect(counts == tables.elsewhere.mapValues(\.count))
    }
}
