/// Whom to ask for names.
package struct ResolverSettings: Hashable, Sendable {
    /// The address of a resolver, numeric; nil: those of /etc/resolv.conf.
    package var server: String?
    package var port: Int
    /// A file with DNSSEC trust anchors, in zone file format; nil: Debian's root key, where it is installed.
    package var trustAnchors: String?

    /// Whether signatures are looked at; without, no answer is ``DNSSECStatus/secure``.
    package var validates = true

    package init(server: String? = nil, port: Int = 53, trustAnchors: String? = nil) {
        self.server = server
        self.port = port
        self.trustAnchors = trustAnchors
    }

    /// Of Debian's package dns-root-data, which libunbound8 recommends.
    package static let rootKey = "/usr/share/dns/root.key"
}
