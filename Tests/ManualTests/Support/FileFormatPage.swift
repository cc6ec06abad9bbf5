import RegisterFiles

/// tlsmandate.yaml(5) or tlsmandate-agreement(5): a page that describes the keys of a grammar.
///
/// Its sub-sections are called `Keys of the file`, or `Keys of` and the paths of mappings; in them an item begins with `Cm` and
/// a key.
struct FileFormatPage {
    let page: ManualPage
    let grammar: Grammar

    static var configuration: FileFormatPage {
        get throws { FileFormatPage(page: try ManualPage("tlsmandate.yaml.5"), grammar: .configuration) }
    }

    static var agreement: FileFormatPage {
        get throws { FileFormatPage(page: try ManualPage("tlsmandate-agreement.5"), grammar: .agreement) }
    }

    static var all: [FileFormatPage] { get throws { [try configuration, try agreement] } }

    /// A key that the page describes.
    struct Key {
        let mapping: String
        let name: String
        let item: PageItem

        var path: String { mapping.isEmpty ? name : mapping + "." + name }
    }

    /// All keys, one for each mapping that they are described for.
    var keys: [Key] {
        get throws {
            try page.lines.filter { $0.hasPrefix(".Ss Keys of ") }.flatMap { line in
                let heading = String(line.dropFirst(4))
                let paths = heading.dropFirst("Keys of ".count).replacing(" and ", with: ", ").split(separator: ", ")
                let items = try PageItem.items(in: page.section(heading)).filter { $0.head.hasPrefix("Cm ") }
                return paths.flatMap { path in
                    items.map { item in
                        Key(
                            mapping: path == "the file" ? "" : String(path),
                            name: String(item.head.split(separator: " ")[1]),
                            item: item
                        )
                    }
                }
            }
        }
    }

    /// The item of a key.
    func item(_ path: String) throws -> PageItem? { try keys.first { $0.path == path }?.item }
}
