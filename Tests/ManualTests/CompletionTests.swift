import Foundation
import MailLab
import Testing

/// What bash offers to complete, by the script that the package installs.
@Suite
struct CompletionTests {
    /// Offers what stands behind `$LINE`, as bash does at a Tab.
    private static let shell = """
        eval "$SCRIPT"
        COMP_LINE="tlsmandate $LINE" COMP_POINT=${#COMP_LINE}
        read -ra COMP_WORDS <<<"$COMP_LINE"
        [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        cd "$FOLDER"
        $(complete -p tlsmandate | sed -E 's/.* -F ([^ ]+) .*/\\1/') tlsmandate "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """

    @Test
    func `bash completes commands, options, their values and files`() throws {
        let program = try #require(Executable.built("tlsmandate"), "the product tlsmandate is not built")
        let script = try ChildProcess.output(of: program, ["--generate-completion-script", "bash"])
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for name in ["lines.cf", "table"] { _ = try folder.write("", to: name) }
        _ = try folder.folder("drafts")
        let cases = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
        let table = try String(contentsOf: cases.appending(path: "completions.txt"), encoding: .utf8)
        for row in table.split(separator: "\n").filter({ !$0.hasPrefix("#") }) {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let offered = try ChildProcess.output(
                of: "bash",
                ["--norc", "-c", Self.shell],
                environment: [
                    "SCRIPT": script, "LINE": cells[0].replacing("^", with: ""), "FOLDER": folder.path,
                ]
            )
            #expect(Set(offered.split(separator: "\n")) == Set(cells[1].split(separator: " ")), "\(cells[0])")
        }
    }
}
