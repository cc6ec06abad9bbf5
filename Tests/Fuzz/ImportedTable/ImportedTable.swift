import FuzzSupport
import MapFormats
import RegisterFiles
import RegisterFuzzSupport

/// Imports the octets as each of the tables. Whatever they are, the drafts are agreements that `check` takes, and a draft exported
/// and imported again is the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let table = octets(start, count)
    let lines = table.count { $0 == 0x0a } + 1
    for result in [
        TLSPolicyImport.read(table, convert: IDNA.aLabel),
        SendmailAccessImport.read(table, convert: IDNA.aLabel),
        SenderAccessImport.read(table, classes: ["tls_required"], style: .parents, convert: IDNA.aLabel),
        SenderAccessImport.read(table, classes: [], style: .dots, convert: IDNA.aLabel),
    ] { check(result, lines: lines) }
    return 0
}

private func check(_ result: ImportResult, lines: Int) {
    for gap in result.gaps {
        promise(
            !gap.text.isEmpty && gap.text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 },
            "no line: \(gap)"
        )
        promise(gap.line.map { (1...lines).contains($0) } ?? true, "there is no such line: \(gap)")
    }
    let names = result.drafts.map(\.name)
    promise(Set(names).count == names.count, "two drafts have one name: \(names)")
    // One after the other: that two drafts name one domain is for a person to settle.
    for draft in result.drafts.prefix(4) {
        let yaml = draft.yaml(from: "table")
        promise(isFileName(draft.name), "no name of a file: \(draft.name)")
        folder.write(yaml.utf8, to: "agreements.d/draft.yaml")
        LoadedFile(path: folder["agreements.d/draft.yaml"], octets: Array(yaml.utf8)).checkIsTaken(
            configuration: folder["tlsmandate.yaml"],
            text: yaml
        )
    }
}

/// No name of a draft leads out of the folder that `--into` names.
private func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count < 200 && !name.hasPrefix(".")
        && name.utf8.allSatisfy { 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "/") }
}

private let folder = ScratchFolder.register(
    """
    organisation: { name: Example GmbH, domains: [our-own-domain.example], contact: tls-desk@our-own-domain.example }
    listen: { policy: ["unix:policy.sock"], milter: "unix:milter.sock", socketmap: ["unix:socketmap.sock"] }

    """
)
