internal import COpenSSL

/// SHA-256 over texts, through OpenSSL's libcrypto.
enum Digest {
    /// The digest in lower-case hexadecimal.
    static func sha256(_ octets: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        octets.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, &digest) }
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
