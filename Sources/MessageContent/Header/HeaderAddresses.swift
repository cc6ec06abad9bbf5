internal import CGMime

/// The addresses of a From header (RFC 5322, section 3.6.2: a list of mailboxes; groups by RFC 6854).
package enum HeaderAddresses {
    /// The addresses, `local@domain`, in their order, a repeated one as often as it stands there; and whether they are all: not where
    /// the value is over a limit, or has an `@` and no address that could be read. Whose mail it is is then not known.
    ///
    /// Display names and comments never count, whatever they look like. A domain may come in A-labels or U-labels: GMime turns
    /// `xn--` labels into what they stand for. Octets outside UTF-8 are read as ISO 8859-1.
    ///
    /// - Parameter value: The field's value. What stands behind ``ContentLimits/addressList`` octets is not looked at.
    package static func read(_ value: Span<UInt8>) -> (addresses: [String], areAll: Bool) {
        let octets = withoutComments(value)
        guard octets.count(where: { $0 == UInt8(ascii: ":") }) <= ContentLimits.addressColons else {
            return ([], false)
        }
        GMime.setUp()
        let addresses: [String]? = GMime.withHidden(octets) { text in
            guard let list = internet_address_list_parse(nil, text) else { return nil }
            // The list is owned here, released once, and nothing of it is kept.
            defer { g_object_unref(list) }
            var addresses: [String] = []
            collect(list, into: &addresses)
            return addresses
        }
        let found = addresses ?? []
        let areAll = value.count <= ContentLimits.addressList && !(found.isEmpty && octets.contains(UInt8(ascii: "@")))
        return (found, areAll)
    }

    /// GMime looks for the end of an unclosed comment again at each comma behind it: none gets there, closed or not.
    private static func withoutComments(_ value: Span<UInt8>) -> [UInt8] {
        let looked = value.extracting(0..<min(value.count, ContentLimits.addressList)).octets
        // A cut may have gone through an address: the last one then counts for nothing.
        let isCut = looked.count < value.count
        let whole = isCut ? looked[..<(looked.lastIndex(of: UInt8(ascii: ",")) ?? 0)] : looked[...]
        return Comments.removed(from: Array(whole), keepsUnclosed: false)
    }

    private static func collect(_ list: UnsafeMutablePointer<InternetAddressList>, into addresses: inout [String]) {
        for index in 0..<internet_address_list_length(list) {
            // The index is below the length; the address is the list's and lives as long as it.
            guard let address = internet_address_list_get_address(list, index) else { continue }
            if let mailbox = tlsmandate_mailbox(address) {
                // Without a domain `at` is -1; an `@` in a quoted local part is no sign of one.
                guard mailbox.pointee.at > 0, let text = GMime.shown(mailbox.pointee.addr) else { continue }
                addresses.append(text)
            } else if let group = tlsmandate_group(address), let members = internet_address_group_get_members(group) {
                // As deep as there are colons, which are counted.
                collect(members, into: &addresses)
            }
        }
    }
}
