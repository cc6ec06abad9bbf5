internal import COpenSSL
internal import MandateCore

/// SHA-256 over texts, through OpenSSL's libcrypto.
enum Digest {
    /// The digest in lower-case hexadecimal.
    static func sha256(_ octets: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        octets.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, &digest) }
        return digest.hexadecimal
    }
}
