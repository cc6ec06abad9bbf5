/// The header fields that say what a message is (RFC 2045), taken as a milter is handed them: one by one.
///
/// MIME-Version is not asked for: mail programs show a message by its Content-Type without one too, and the body has to prove
/// what the header says.
package struct ContentHeader: Sendable {
    private var types: [[UInt8]] = []
    private var transferEncodings: [[UInt8]] = []
    private var dispositions: [[UInt8]] = []

    package init() {}

    /// Takes a field; fields that say nothing about the content are ignored.
    ///
    /// - Parameters:
    ///   - name: The field's name, in any case.
    ///   - value: Its value, folded or not.
    package mutating func take(name: String, value: Span<UInt8>) {
        // RFC 5322, section 4.5: old programs put blanks before the colon.
        switch String(decoding: name.lowercasedASCII.utf8.trimmed, as: UTF8.self) {
        case "content-type": Self.add(value, to: &types)
        case "content-transfer-encoding": Self.add(value, to: &transferEncodings)
        case "content-disposition": Self.add(value, to: &dispositions)
        default: break
        }
    }

    /// One octet more than may be read shows that a value is too long; a second field shows that it is repeated.
    private static func add(_ value: Span<UInt8>, to values: inout [[UInt8]]) {
        guard values.count < 2 else { return }
        values.append(value.extracting(0..<min(value.count, ContentLimits.structuredValue + 1)).octets)
    }

    /// Whether the header says that the message is encrypted; only its body can show it.
    package var saysEncrypted: Bool {
        switch claim {
        case .cms, .pgpMultipart: true
        case .text, .pgpControl, .octets, .nothing: false
        }
    }

    /// What the content is said to be.
    ///
    /// A field that is there twice is nothing to rely on: one program takes the first, another the last. So is one that cannot
    /// be read.
    var claim: Claim {
        guard types.count < 2, transferEncodings.count < 2,
            let decoder = TransferDecoder(field: transferEncodings.first)
        else { return .nothing }
        // RFC 2045, section 5.2: without Content-Type it is plain text.
        guard let value = types.first else { return .text(decoder) }
        guard let type = ContentType(value) else { return .nothing }
        switch type.name {
        case "text/plain": return .text(decoder)
        case "application/pkcs7-mime", "application/x-pkcs7-mime":
            return Self.isEnveloped(type["smime-type"]) ? .cms(decoder) : .nothing
        case "application/octet-stream": return isNamedP7M(type) ? .cms(decoder) : .octets(decoder)
        case "application/pgp-encrypted": return .pgpControl(decoder)
        case "multipart/encrypted":
            guard decoder.isIdentity, case .given(let protocolName) = type["protocol"],
                protocolName.lowercasedASCII == "application/pgp-encrypted",
                case .given(let boundary) = type["boundary"], let boundary = Self.boundary(boundary)
            else { return .nothing }
            return .pgpMultipart(boundary: boundary)
        default: return .nothing
        }
    }

    /// What a header says that its content is, and how to decode it.
    enum Claim {
        /// CMS, S/MIME's format, that is not said to be other than enveloped.
        case cms(TransferDecoder)
        case pgpMultipart(boundary: [UInt8])
        case text(TransferDecoder)
        /// The first part of a multipart/encrypted (RFC 3156, section 4).
        case pgpControl(TransferDecoder)
        /// The second one; also any other binary content.
        case octets(TransferDecoder)
        /// Anything else.
        case nothing
    }

    /// RFC 8551, section 3.2.2: the parameter is optional; older programs leave it out.
    private static func isEnveloped(_ parameter: ContentType.Parameter) -> Bool {
        switch parameter {
        case .absent: true
        case .given(let type): ["enveloped-data", "authenveloped-data"].contains(type.lowercasedASCII)
        case .repeated: false
        }
    }

    /// RFC 8551, section 3.2.1: gateways that do not know the type keep the name, `*.p7m`. (`*.p7s` is a signature.)
    private func isNamedP7M(_ type: ContentType) -> Bool {
        guard dispositions.count < 2 else { return false }
        let names = [type["name"], dispositions.first.flatMap(ContentType.disposition)?["filename"] ?? .absent]
        return !names.contains(.repeated)
            && names.contains {
                if case .given(let name) = $0 { name.lowercasedASCII.hasSuffix(".p7m") } else { false }
            }
    }

    /// RFC 2046, section 5.1.1: 1 to 70 characters of ASCII, the last one no blank.
    private static func boundary(_ text: String) -> [UInt8]? {
        let boundary = Array(text.utf8)
        guard 1...70 ~= boundary.count, boundary.last != 0x20, boundary.allSatisfy({ 0x20...0x7e ~= $0 }) else {
            return nil
        }
        return boundary
    }
}
