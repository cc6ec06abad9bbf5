import Foundation

/// `make man`: the pages of the commands, made from what the commands say of themselves and from the texts in man/parts.
///
/// Reads `tlsmandate --experimental-dump-help` on standard input.
@main
struct Manuals {
    static func main() {
        let folders = CommandLine.arguments.dropFirst()
        guard let parts = folders.first, let pages = folders.last, folders.count == 2 else {
            complain("usage: tlsmandate --experimental-dump-help | Manuals PARTS PAGES")
            exit(64)
        }
        do {
            try write(parts: parts, pages: pages)
        } catch {
            complain("\(error)")
            exit(65)
        }
    }

    /// Makes `PAGES/NAME.1` of each `PARTS/NAME.mdoc`.
    private static func write(parts: String, pages: String) throws {
        let help = try JSONDecoder().decode(HelpDump.self, from: FileHandle.standardInput.readDataToEndOfFile()).command
        var shown: Set<String> = []
        let names = try FileManager.default.contentsOfDirectory(atPath: parts).filter { $0.hasSuffix(".mdoc") }
        for name in names.sorted() {
            let path = parts + "/" + name
            let template = PageTemplate(path: path, text: try String(contentsOfFile: path, encoding: .utf8))
            let page = try template.page(of: help)
            shown.formUnion(page.commands)
            try page.text.write(toFile: "\(pages)/\(name.dropLast(5)).1", atomically: true, encoding: .utf8)
        }
        let missing = help.leaves.map(\.path).filter { !shown.contains($0) }
        guard missing.isEmpty else { throw MissingPages(commands: missing) }
    }

    private static func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// Commands that no page shows.
struct MissingPages: Error, CustomStringConvertible {
    let commands: [String]

    var description: String { "no part has '@synopsis' of: \(commands.joined(separator: ", "))" }
}
