import Foundation
import MailLab
import Testing

/// What the commands answer, against what their pages say.
@Suite
struct CommandAnswersTests {
    private static var configuration: String {
        URL(filePath: #filePath).appending(path: "../../../conf/tlsmandate.yaml").standardized.path(
            percentEncoded: false
        )
    }

    private static func run(_ arguments: [String]) throws -> ChildProcess.Finished {
        try ChildProcess.run(
            #require(Executable.built("tlsmandate"), "the product tlsmandate is not built"),
            arguments
        )
    }

    @Test
    func `commands end with the code that their page has, and as Cases/exit-codes says`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let cases = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
        let lines = try String(contentsOf: cases.appending(path: "exit-codes.txt"), encoding: .utf8).split(
            separator: "\n"
        )
        for line in lines where !line.hasPrefix("#") {
            let words = line.replacing("CONF", with: Self.configuration).replacing("FOLDER", with: folder.path)
                .split(separator: " ").map(String.init)
            let code = try #require(Int32(words[0]))
            let finished = try Self.run(Array(words.dropFirst()))
            #expect(finished.status == .exited(code), "\(line): \(finished.standardError)")
            let items = try PageItem.items(in: ManualPage("tlsmandate-\(words[1]).1").section("EXIT STATUS"))
            #expect(items.map(\.head).contains(words[0]), "tlsmandate-\(words[1]).1 does not name \(code)")
        }
    }

    @Test
    func `check says how many agreements and domains there are, and one is not many`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try folder.write(
            """
            organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
            listen: { policy: ["unix:policy.sock"] }
            """,
            to: "tlsmandate.yaml"
        )
        let register = try folder.folder("agreements.d")
        for (name, words) in [
            ("one", "1 agreement with 1 domain, register "), ("two", "2 agreements with 2 domains, "),
        ] {
            _ = try register.write(
                "partner: Partner\ndomains: [\(name).example]\ninbound: { level: encrypt }\n",
                to: name + ".yaml"
            )
            let finished = try Self.run(["check", "--config", path])
            #expect(finished.standardError.contains(words), "\(finished.standardError)")
        }
    }

    @Test(arguments: [
        ["--sender", "a@hella.com", "--recipient", "b@example.com"], ["--outbound", "allianz.de"],
    ])
    func `every key that explain prints as JSON is in tlsmandate-explain(1), or is a record's`(arguments: [String])
        throws
    {
        let finished = try Self.run(["explain", "--config", Self.configuration, "--format", "json"] + arguments)
        let printed = Self.keys(of: try JSONSerialization.jsonObject(with: Data(finished.standardOutput.utf8)))
        try #require(printed.count > 10)
        let description = try ManualPage("tlsmandate-explain.1").section("DESCRIPTION").joined(separator: " ")
        let records = try PageItem.items(in: ManualPage("tlsmandate-audit.1").section("RECORDS")).map(\.head)
        let words = Set(
            description.split { " ;:".contains($0) }.map(String.init) + records.map { String($0.dropFirst(3)) }
        )
        for key in printed { #expect(words.contains(key), "\(key)") }
    }

    /// Of an object and of those in it.
    private static func keys(of value: Any) -> Set<String> {
        if let list = value as? [Any] { return Set(list.flatMap(keys)) }
        guard let object = value as? [String: Any] else { return [] }
        return Set(object.keys).union(object.values.flatMap(keys))
    }
}
