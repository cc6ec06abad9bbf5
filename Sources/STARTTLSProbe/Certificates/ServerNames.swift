/// Comparing a certificate's names with what Postfix would ask for (postconf(5), smtp_tls_verify_cert_match), as OpenSSL does it
/// for Postfix: X509_check_host(3), without partial wildcards.
package struct ServerNames: Sendable {
    /// Names, `.name` for all below a name, or a strategy: `nexthop`, `dot-nexthop`, `hostname`.
    package let patterns: [String]
    /// What the strategies stand for.
    package let nexthop: String
    package let hostname: String

    package init(_ patterns: [String], nexthop: String, hostname: String) {
        self.patterns = patterns
        self.nexthop = nexthop
        self.hostname = hostname
    }

    /// The patterns with names in place of strategies.
    package var resolved: [String] {
        patterns.map { pattern in
            switch pattern.lowercased() {
            case "nexthop": nexthop
            case "dot-nexthop": "." + nexthop
            case "hostname": hostname
            default: pattern
            }
        }
    }

    /// The first of a certificate's names that a pattern matches; nil: none does.
    package func match(_ names: [String]) -> String? {
        let resolved = resolved
        return names.first { name in resolved.contains { Self.matches(name, $0) } }
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        // Octets, not letters: to Swift the Kelvin sign is a K. A host name has neither it nor a NUL.
        guard name.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else { return false }
        let name = name.lowercased()
        let pattern = pattern.lowercased()
        if pattern.hasPrefix(".") { return name.hasSuffix(pattern) && name.utf8.count > pattern.utf8.count }
        if name == pattern { return !name.isEmpty }
        // A wildcard stands for the whole left-most label, and for one only (RFC 9525, section 6.3).
        // OpenSSL wants two labels behind it: `*.com` stands for nothing.
        guard name.hasPrefix("*."), name.dropFirst(2).contains("."), let dot = pattern.firstIndex(of: ".") else {
            return false
        }
        return pattern[dot...] == name.dropFirst()
    }
}
