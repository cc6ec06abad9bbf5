import FuzzSupport
import MandateCore

@testable import STARTTLSProbe

/// Reads the octets as the data of DNS records: an MX record's host is a name that can be looked up and shown.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let data = octets(start, count)
    if let exchanger = MailExchanger(data: data) {
        promise((0...65_535).contains(exchanger.preference), "no preference: \(exchanger.preference)")
        promise(exchanger.host.utf8.allSatisfy { 0x21...0x7e ~= $0 }, "no name: \(exchanger.host)")
        let wire = Data.wire(exchanger)
        promise(wire == data.map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 } || hasCapitalLengths(data), "read and written")
    }
    if let address = IPAddress(data: data) {
        promise(data.count == (address.isVersion4 ? 4 : 16) || data.count == 16, "")
    }
    return 0
}

/// Lengths of labels that are the codes of capital letters: more than 63, so that none is taken.
private func hasCapitalLengths(_ data: [UInt8]) -> Bool { data.prefix(2).contains { 0x41...0x5a ~= $0 } }

private enum Data {
    static func wire(_ exchanger: MailExchanger) -> [UInt8] {
        let labels = exchanger.host.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return [UInt8(exchanger.preference >> 8), UInt8(exchanger.preference & 0xff)] + labels + [0]
    }
}
