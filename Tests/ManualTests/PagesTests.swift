import Foundation
import MailLab
import Testing

/// All pages of man/, as readers of manuals take them.
@Suite
struct PagesTests {
    @Test(arguments: try ManualPage.files)
    func `mandoc has nothing to say of the page`(file: String) throws {
        let path = ManualPage.folder.appending(path: file).path(percentEncoded: false)
        let checked = try ChildProcess.run("mandoc", ["-T", "lint", "-W", "warning", path])
        #expect(checked.succeeded && checked.standardOutput + checked.standardError == "", "\(checked.standardOutput)")
    }

    @Test(arguments: try ManualPage.files)
    func `groff has nothing to say of the page`(file: String) throws {
        let path = ManualPage.folder.appending(path: file).path(percentEncoded: false)
        let formatted = try ChildProcess.run("groff", ["-mandoc", "-Tutf8", "-ww", "-z", path])
        #expect(formatted.succeeded && formatted.standardError == "", "\(formatted.standardError)")
    }

    @Test(arguments: ["RUNTIME_DIRECTORY": "/run/tlsmandate", "STATE_DIRECTORY": "/var/lib/tlsmandate"])
    func `wherever a folder of systemd's is explained, the default is the one that shells find`(
        variable: String,
        installed: String
    ) throws {
        var pages: Set<String> = []
        for file in try ManualPage.files {
            for item in PageItem.items(in: try ManualPage(file).lines) where item.head == "Ev \(variable)" {
                pages.insert(file)
                let words = item.body.joined(separator: " ")
                #expect(words.contains("\(installed) ") && words.contains("own folder"), "\(file): \(words)")
            }
        }
        #expect(pages.isSuperset(of: ["tlsmandate.1", "tlsmandate-serve.1", "tlsmandate.8"]))
        let text = try ManualPage("tlsmandate.yaml.5").lines.joined(separator: " ")
        #expect(text.contains(".Ev \(variable) (unset: .Pa \(installed) for the file in .Pa /etc/tlsmandate ,"))
    }

    @Test
    func `every page that is referred to is here, or a known one of another package`() throws {
        let cases = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
        let foreign = try String(contentsOf: cases.appending(path: "foreign-pages.txt"), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ").prefix(2).joined(separator: ".") }
        let known = Set(try ManualPage.files + foreign)
        for file in try ManualPage.files {
            for arguments in try ManualPage(file).arguments(of: "Xr") {
                let name = arguments.prefix(2).joined(separator: ".")
                #expect(known.contains(name), "\(file): .Xr \(arguments.prefix(2).joined(separator: " "))")
            }
        }
    }
}
