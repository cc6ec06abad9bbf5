import Foundation
import MailLab
import Testing

/// The pages of the commands against what the commands say of themselves.
@Suite
struct CommandPagesTests {
    private let dump: String
    private let root: Command

    /// What is read of `--experimental-dump-help`, apart from the generator.
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                let name: String
            }

            let kind: String
            let names: [Name]?
            let abstract: String?
            let valueName: String?
            let sectionTitle: String?
            let shouldDisplay: Bool
        }

        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?

        /// Its sub-commands; ArgumentParser adds `help`.
        var children: [Command] { (subcommands ?? []).filter { $0.commandName != "help" } }

        /// Those below it that have none below them, each with the words that call it.
        func leaves(_ words: [String] = []) -> [(words: [String], command: Command)] {
            children.isEmpty ? [(words, self)] : children.flatMap { $0.leaves(words + [$0.commandName]) }
        }

        var own: [Argument] {
            (arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.names?.last?.name) }
        }

        var options: [Argument] { own.filter { $0.kind != "positional" } }
    }

    private struct Dump: Decodable {
        let command: Command
    }

    init() throws {
        dump = try ChildProcess.output(of: Self.built("tlsmandate"), ["--experimental-dump-help"])
        root = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
    }

    private static func built(_ name: String) throws -> String {
        try #require(Executable.built(name), "the product \(name) is not built")
    }

    @Test
    func `the pages are those that 'make man' makes of the commands`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let parts = ManualPage.folder.appending(path: "parts").path(percentEncoded: false)
        try ChildProcess.output(of: Self.built("Manuals"), [parts, folder.path], input: dump)
        let made = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(try ManualPage.files.filter { $0.hasSuffix(".1") } == made)
        for file in made {
            let text = try String(contentsOfFile: folder.path(file), encoding: .utf8)
            let isSame = try ManualPage(file).lines.joined(separator: "\n") == text
            #expect(isSame, "man/\(file) is not what the commands say now: run 'make man'")
        }
    }

    @Test
    func `each command's page describes its options, and no other`() throws {
        for command in root.children {
            let page = try ManualPage("tlsmandate-\(command.commandName).1")
            let described = page.arguments(of: "It").filter { $0.first == "Fl" }
                .flatMap { $0.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) } }
            let options = command.leaves().flatMap(\.command.options).flatMap { $0.names ?? [] }.map(\.name)
            #expect(Set(described) == Set(options.filter { $0.count > 1 }), "\(page.file)")
        }
    }

    @Test
    func `each command's synopsis has its options, and no other`() throws {
        for (words, command) in root.leaves() {
            let page = try ManualPage("tlsmandate-\(words[0]).1")
            let calls = try page.section("SYNOPSIS").split { $0 == ".Nm tlsmandate" }
            let call = try #require(
                calls.first { call in
                    let called = call.filter { $0.hasPrefix(".Cm ") || $0.hasPrefix(".Op Cm ") }
                    return called.map { $0.replacing(#/^\.(Op )?Cm /#, with: "") }.joined(separator: " ")
                        == words.joined(separator: " ")
                },
                "\(page.file) does not show how '\(words.joined(separator: " "))' is called"
            )
            let shown = call.compactMap { $0.firstMatch(of: /^\.(?:Op )?Fl -([a-z-]+)/).map { String($0.1) } }
            let groups = Set(call.compactMap { $0.firstMatch(of: /^\.Op Ar ([a-z ]+)$/).map { String($0.1) } })
            let options = command.options.filter { !groups.contains($0.sectionTitle?.lowercased() ?? "") }
            let long = options.compactMap { ($0.names ?? []).map(\.name).max { $0.count < $1.count } }
            #expect(Set(shown) == Set(long), "\(page.file): \(words)")
        }
    }

    @Test
    func `every option says what it is for`() {
        for (words, command) in root.leaves() {
            for argument in command.own {
                #expect(argument.abstract?.hasSuffix(".") == true, "\(words) \(argument.valueName ?? "")")
            }
        }
    }

    @Test
    func `every command has a page of its own, which tlsmandate(1) names`() throws {
        let page = try ManualPage("tlsmandate.1")
        for command in root.children {
            let name = "tlsmandate-\(command.commandName)"
            #expect(page.arguments(of: "Xr").contains { $0.starts(with: [name, "1"]) }, "\(name)")
            #expect(try ManualPage.files.contains("\(name).1"))
        }
    }
}
