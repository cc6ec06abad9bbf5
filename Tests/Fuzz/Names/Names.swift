import FuzzSupport
import MandateCore
import RegisterFiles

/// Reads the octets as what a mail server tells of a client: an address, a network, a domain, a mail address, a certificate's name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let all = octets(start, count)
    let text = String(decoding: all, as: UTF8.self)
    checkAddress(all)
    checkNetwork(text)
    checkDomain(text)
    if let range = MailAddress.domain(in: all.span) {
        promise(
            !range.isEmpty && range.lowerBound > 0 && all[range.lowerBound - 1] == 0x40,
            "a domain stands behind an @"
        )
        promise(!all[range].contains(0x40), "a domain has no @")
    }
    if let decoded = Xtext.decode(all.span) {
        let isPlain = !all.contains(UInt8(ascii: "+"))
        promise(!isPlain || decoded == text, "what is not encoded stays")
        promise(all.allSatisfy { $0 >= 0x20 } == decoded.utf8.allSatisfy { $0 >= 0x20 }, "control characters come in")
    }
    if let day = Day(text) {
        promise(day.text == text && Day(daysSinceEpoch: day.daysSinceEpoch) == day, "\(day.text)")
    }
    if let id = RecordID(text) { promise(id.text == text.lowercased(), "\(id.text)") }
    return 0
}

/// glibc's inet_pton(3) reads the same addresses.
private func checkAddress(_ octets: [UInt8]) {
    let address = IPAddress(octets.span)
    promise(address?.bits == Presentation.bits(octets), "\(String(decoding: octets, as: UTF8.self))")
}

private func checkNetwork(_ text: String) {
    do throws(IPNetwork.ParseError) {
        let network = try IPNetwork(text)
        promise(network.contains(network.address), "\(text) does not hold its own address")
    } catch {
        guard case .hostBitsSet(let meant) = error else { return }
        promise((try? IPNetwork(meant)) != nil, "\(text): \(meant) is no network")
    }
}

private func checkDomain(_ text: String) {
    let name = DomainName(text, convert: IDNA.aLabel)
    promise(DomainName(name.text, convert: IDNA.aLabel) == name, "\(name.text) is not its own comparable form")
    promise(!name.text.hasSuffix("."), "a trailing dot is left")
    if let unicode = IDNA.unicodeName(name.text) { promise(!unicode.isEmpty, "nothing was made of \(name.text)") }
}
