import FuzzSupport
import RegisterFuzzSupport

/// Loads a register whose one agreement is the octets.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = octets(start, count)
    folder.write(text, to: "agreements.d/partner.yaml")
    LoadedFile(path: folder["agreements.d/partner.yaml"], octets: text).check(configuration: folder["tlsmandate.yaml"])
    return 0
}

private let folder = ScratchFolder.register(
    """
    organisation: { name: Example GmbH, domains: [example.com], contact: tls-desk@example.com }
    listen: { policy: ["unix:policy.sock"], milter: "unix:milter.sock", socketmap: ["unix:socketmap.sock"] }
    classes:
      confidential: { subject: ["[confidential]"], needs: tls, on-violation: hold }

    """
)
