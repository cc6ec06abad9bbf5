internal import CIDN2
internal import Glibc

/// Internationalised domain names through libidn2 (RFC 5890 to 5893, UTS #46 non-transitional).
package enum IDNA {
    /// The A-label of one U-label, in lower case; nil where IDNA refuses the label.
    ///
    /// UTS #46 maps what people type to what is registered: fullwidth letters, capitals, soft hyphens. The input is put into
    /// Normalization Form C first.
    @Sendable
    package static func aLabel(_ label: String) -> String? {
        // The label is handed over as a C string, which a NUL would end.
        guard !label.utf8.contains(0) else { return nil }
        var output: UnsafeMutablePointer<UInt8>?
        let flags = Int32(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
        let status = Array(label.utf8 + [0]).withUnsafeBufferPointer { input in
            // libidn2 allocates the output, which is freed here on every path.
            idn2_lookup_u8(input.baseAddress, &output, flags)
        }
        defer { free(output) }
        guard status == IDN2_OK.rawValue, let output else { return nil }
        return String(cString: output)
    }

    /// A name with its A-labels as U-labels, as mail servers that speak SMTPUTF8 write it; nil where it has none, or one that
    /// IDNA refuses.
    @Sendable
    package static func unicodeName(_ name: String) -> String? {
        guard name.contains("xn--"), !name.utf8.contains(0) else { return nil }
        var output: UnsafeMutablePointer<CChar>?
        // libidn2 allocates the output, which is freed here on every path.
        let status = idn2_to_unicode_8z8z(name, &output, 0)
        defer { free(output) }
        guard status == IDN2_OK.rawValue, let output else { return nil }
        let unicode = String(cString: output)
        return unicode == name ? nil : unicode
    }
}
