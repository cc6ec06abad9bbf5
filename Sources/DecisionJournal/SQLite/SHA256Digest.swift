internal import COpenSSL

/// SHA-256, through OpenSSL's libcrypto.
enum SHA256Digest {
    /// The 32 octets of the digest.
    static func octets(of text: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        text.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, &digest) }
        return digest
    }

    /// Octets in lower-case hexadecimal.
    static func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
