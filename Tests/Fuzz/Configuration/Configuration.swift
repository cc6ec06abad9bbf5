import FuzzSupport
import RegisterFuzzSupport

/// Loads a register whose configuration is the octets, with one agreement.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = octets(start, count)
    folder.write(text, to: "tlsmandate.yaml")
    LoadedFile(path: folder["tlsmandate.yaml"], octets: text).check(configuration: folder["tlsmandate.yaml"])
    return 0
}

private let folder: ScratchFolder = {
    let folder = ScratchFolder.register("")
    folder.write(
        """
        partner: Partner AG
        domains: [partner.example]
        applies-to: [confidential]
        inbound: { level: encrypt }

        """.utf8,
        to: "agreements.d/partner.yaml"
    )
    return folder
}()
