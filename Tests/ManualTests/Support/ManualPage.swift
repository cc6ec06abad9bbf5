import Foundation
import Testing

/// A page of man/, read as mdoc(7).
struct ManualPage {
    /// The file's name, as in `tlsmandate.yaml.5`.
    let file: String
    let lines: [String]

    static var folder: URL { URL(filePath: #filePath).appending(path: "../../../../man").standardized }

    /// The files of all pages; the texts that pages are made of are not among them.
    static var files: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
                .filter { $0.contains(/\.[1-9]$/) }.sorted()
        }
    }

    init(_ file: String) throws {
        self.file = file
        lines = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The arguments of each line with a macro, as `Xr` in `.Xr tlsmandate 8 ,`.
    func arguments(of macro: String) -> [[String]] {
        lines.filter { $0.hasPrefix(".\(macro) ") }.map { $0.split(separator: " ").dropFirst().map(String.init) }
    }

    /// The lines of a section or a sub-section, without its heading.
    func section(_ heading: String) throws -> [String] {
        let start = try #require(
            lines.firstIndex { $0 == ".Sh \(heading)" || $0 == ".Ss \(heading)" },
            "\(file) has no section '\(heading)'"
        )
        let end = lines[(start + 1)...].firstIndex { $0.hasPrefix(".Sh ") || $0.hasPrefix(".Ss ") }
        return Array(lines[(start + 1)..<(end ?? lines.count)])
    }

    /// The texts of the literal displays of EXAMPLES.
    var examples: [String] {
        get throws {
            try section("EXAMPLES").split { $0 == ".Ed" }.compactMap { part in
                part.firstIndex { $0.hasPrefix(".Bd -literal") }.map {
                    part[($0 + 1)...].joined(separator: "\n") + "\n"
                }
            }
        }
    }
}

/// An item of a list of a page: what stands behind `.It`, and the lines below it.
struct PageItem {
    let head: String
    let body: [String]

    /// The items among some lines of a page; lists do not stand in each other there.
    static func items(in lines: [String]) -> [PageItem] {
        var items: [PageItem] = []
        var current: (head: String, body: [String])?
        func end() { if let current { items.append(PageItem(head: current.head, body: current.body)) } }
        for line in lines {
            if line.hasPrefix(".It ") {
                end()
                current = (String(line.dropFirst(4)), [])
            } else if line == ".El" {
                end()
                current = nil
            } else {
                current?.body.append(line)
            }
        }
        return items
    }

    /// The value that is said to be the default, as it would be written in a file: the line behind `Default:`.
    var defaultValue: String? {
        guard let place = body.firstIndex(of: "Default:"), place + 1 < body.count else { return nil }
        return body[place + 1].replacing(#/^\.Li /#, with: "").replacing(#/ \.$/#, with: "").replacing(
            "\\(dq",
            with: "\""
        )
    }

    /// The words that the head lists as values, as in `mode : Cm enforce | testing | off`.
    var words: Set<String> {
        let values = head.split(separator: " ").drop { $0 != ":" }.dropFirst()
        return Set(values.map(String.init)).subtracting(["Cm", "Bq", "|", ","])
    }
}
