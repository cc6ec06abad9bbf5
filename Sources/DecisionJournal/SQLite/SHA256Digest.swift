internal import COpenSSL

/// SHA-256, through OpenSSL's libcrypto.
enum SHA256Digest {
    /// The 32 octets of the digest.
    static func octets(of text: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        text.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, &digest) }
        return digest
    }
}
