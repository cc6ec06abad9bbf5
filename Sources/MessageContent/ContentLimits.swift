/// How much of a message is looked at. Every buffer of this module has its bound here.
package enum ContentLimits {
    /// Octets of a header field's value that are compared with marks; what stands behind them is not looked at.
    ///
    /// A mark is a few words; nobody reads one behind 64 KiB of others. It is also what one packet of the milter protocol
    /// holds by default.
    package static let headerValue = 65_536

    /// Octets of a From header's value that are searched for addresses: about 400 mailboxes.
    ///
    /// GMime looks ahead to the end of the value at each word without a domain (`a, a, a, …`): its time grows with the
    /// square of the length, a few milliseconds at this one.
    package static let addressList = 8_192

    /// Colons in a From header's value; with more it is not read. GMime reads groups inside of groups (RFC 5322, section 3.4,
    /// has none) by recursion, as deep as the sender likes. An IPv6 literal has seven.
    package static let addressColons = 256

    /// Octets of a Content-Type, Content-Transfer-Encoding or Content-Disposition value. A longer one is not read and its
    /// message is not end-to-end encrypted. Real ones have less than 300.
    package static let structuredValue = 8_192

    /// Octets in the header of a body part. Real ones have less than 500.
    package static let partHeader = 8_192

    /// Octets in a line of armor or of a multipart, its line end included. RFC 5322, section 2.1.1, allows 1,000.
    package static let line = 1_024

    /// Octets before the first part of a multipart/encrypted, line ends included. RFC 2046, section 5.1.1, has preambles for
    /// notes to old readers; Thunderbird, Enigmail, GPGMail and others write one of 63, "This is an OpenPGP/MIME encrypted
    /// message (RFC 4880 and 3156)". Much more could be a message.
    package static let preamble = 256

    /// Octets of the armor headers (Version, Comment, Charset, …) of a PGP message, which anyone can read.
    package static let armorHeader = 1_024

    /// Octets of the control part of a multipart/encrypted once decoded: `Version: 1` and line ends.
    package static let controlPart = 256

    /// Octets that are decoded at a time.
    package static let slice = 4_096

    /// Open elements of indefinite length. A CMS message has six, with constructed octet strings seven.
    package static let nesting = 32
}
