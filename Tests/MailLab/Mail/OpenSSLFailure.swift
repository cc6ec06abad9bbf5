import COpenSSL

/// What OpenSSL could not do, with the reasons from its error queue.
package struct OpenSSLFailure: Error, CustomStringConvertible {
    package let description: String

    /// Takes the reasons from the calling thread's queue, which is empty afterwards.
    init(_ attempt: String) {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            var text = [CChar](repeating: 0, count: 256)
            ERR_error_string_n(code, &text, text.count)
            reasons.append(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        description = ([attempt] + reasons).joined(separator: ": ")
    }
}
