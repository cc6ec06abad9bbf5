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
