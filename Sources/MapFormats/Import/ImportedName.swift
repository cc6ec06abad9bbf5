internal import MandateCore

/// Names of a table, in the form that an agreement takes.
struct ImportedName {
    let convert: LabelConversion

    /// A domain in its comparable form; nil where no agreement could name it (RFC 1035, section 2.3.4; IDNA).
    func domain(_ text: some StringProtocol) -> String? {
        let name = DomainName(String(text), convert: convert).text
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel),
            labels.last?.contains(where: { $0 > 0x39 }) ?? false
        else { return nil }
        return name
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        (1...63).contains(label.count) && label.first != 0x2d && label.last != 0x2d
            && label.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 || $0 == 0x2d || $0 == 0x5f }
    }
}
