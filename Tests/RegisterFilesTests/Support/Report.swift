import MandateCore
import RegisterFiles
import Testing

/// What loading a folder's configuration reports, with paths relative to the folder.
struct Report {
    let result: LoadResult
    /// One diagnostic a line, as `check` prints them.
    let lines: [String]

    /// Loads `tlsmandate.yaml` of a folder.
    ///
    /// - Parameter today: The day from which warnings of an agreement's end count.
    init(of folder: String, today: String = "2026-07-01") throws {
        result = RegisterLoader.load(configuration: folder + "/tlsmandate.yaml", today: try day(today))
        lines = result.diagnostics.map { $0.description.replacing(folder + "/", with: "") }
    }

    /// The register and what belongs to it, of files without errors.
    var loaded: LoadedRegister {
        get throws { try #require(result.loaded, "\(lines)") }
    }

    /// An agreement of the register.
    func agreement(_ name: String) throws -> Agreement {
        try #require(try loaded.register.agreements.first { $0.name == name }, "there is no agreement '\(name)'")
    }

    /// The name of the agreement that claims a domain.
    func agreementName(ofDomain domain: String, on text: String = "2026-07-01") throws -> String? {
        try loaded.register.agreement(ofDomain: domain, on: day(text))?.name
    }
}

/// A day, written as in an agreement.
func day(_ text: String) throws -> Day { try #require(Day(text), "'\(text)' is no day") }
