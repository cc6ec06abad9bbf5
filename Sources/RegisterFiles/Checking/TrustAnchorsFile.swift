internal import Glibc

/// The file of `trust-anchors`, as Postfix wants it: certificates or public keys in PEM (src/tls/tls_dane.c,
/// tls_dane_load_trustfile).
enum TrustAnchorsFile {
    /// More than any bundle of CAs has.
    private static let largest = 16 << 20

    /// Why a file is of no use; nil where nothing speaks against it.
    static func problem(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return String(cString: strerror(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return "it is no regular file" }
        guard let file = fopen(path, "re") else { return String(cString: strerror(errno)) }
        defer { fclose(file) }
        var octets = [UInt8](repeating: 0, count: min(Int(status.st_size), largest))
        let count = fread(&octets, 1, octets.count, file)
        let hasAnchor = String(decoding: octets.prefix(count), as: UTF8.self).contains("-----BEGIN ")
        return hasAnchor ? nil : "it has no certificate or public key in PEM"
    }
}
