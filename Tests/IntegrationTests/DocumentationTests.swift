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
            case .file(let path, let text) where path.hasSuffix(".mc"):
                try SendmailBlock.run(text, from: "\(block)")
            case .file(let path, let text): try machine.take(file: path, text)
            case .said: said.append(block)
            }
        }
        for block in said {
            guard case .said(let text) = block.kind else { continue }
            let isSaid = Deadline().poll { machine.said().says(text) ? true : nil }
            #expect(isSaid == true, "nobody said what stands in \(block)\n\(machine.said())")
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
        let expected = ChildProcess.Status.exited(tables.exit(of: command))
        #expect(finished.status == expected, "\(block.document): \(command.line): \(finished.status)\n\(output)")
        #expect(!finished.standardError.contains("error:"), "\(block.document): \(command.line)\n\(output)")
        for line in command.output {
            #expect(output.says(line), "\(block.document): \(command.line)\nsays not: \(line)\nbut: \(output)")
        }
    }

    @Test func `the lines of conf for Postfix and Sendmail can be taken over as they stand`() throws {
        let machine = try DocumentationMachine()
        func text(_ name: String) throws -> String {
            try String(contentsOf: Gateway.shipped.appending(path: name), encoding: .utf8)
        }
        // In testing, so that the policy service lets the milter see its mail.
        try machine.take(
            file: "agreements.d/partner.yaml",
            "partner: Partner AG\nmode: testing\ndomains: [partner.example]\ninbound: { level: encrypt }\n"
        )
        let folder = "unix:/var/spool/postfix/tlsmandate"
        try machine.take(
            file: "tlsmandate.yaml",
            "listen: { policy: [\"\(folder)/policy.sock\"], milter: \"\(folder)/milter.sock\", socketmap: [\"\(folder)/socketmap.sock\"] }\n"
        )
        for name in ["main.cf", "milter.cf", "outbound.cf"] {
            try machine.take(file: "/etc/postfix/main.cf", try text("postfix/" + name))
        }
        try SendmailBlock.run(try text("sendmail/tlsmandate.mc"), from: "conf/sendmail/tlsmandate.mc")
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
