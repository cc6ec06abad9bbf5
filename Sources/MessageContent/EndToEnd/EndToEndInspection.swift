/// Finds out whether a message as a whole is end-to-end encrypted, while its body passes by.
///
/// What counts:
///
/// - S/MIME (RFC 8551): the message's own type is application/pkcs7-mime, or octet-stream named `*.p7m`, and its content is a
///   CMS EnvelopedData or AuthEnvelopedData from the first octet to the last (``CMSContent``);
/// - PGP/MIME (RFC 3156): multipart/encrypted with its two parts and nothing readable around them (``EncryptedMultipart``);
/// - a plain text that is nothing but one PGP message (``ArmoredMessage``).
///
/// Neither what is only signed or compressed counts, nor an encrypted part of another multipart, nor what the header says and
/// the body does not show. Memory is bounded whatever comes: ``ContentLimits``.
package struct EndToEndInspection: Sendable {
    private var decoder = TransferDecoder.identity
    private var cms: CMSContent?
    private var text: ArmoredMessage?
    private var multipart: EncryptedMultipart?

    /// Whether the body can still show that the message is encrypted. Where not, the rest of it need not be read.
    package private(set) var needsBody: Bool

    /// Begins with the message's header.
    package init(_ header: ContentHeader) {
        needsBody = true
        switch header.claim {
        case .cms(let decoder):
            self.decoder = decoder
            cms = CMSContent()
        case .text(let decoder):
            self.decoder = decoder
            text = ArmoredMessage()
        case .pgpMultipart(let boundary): multipart = EncryptedMultipart(boundary: boundary)
        case .pgpControl, .octets, .nothing: needsBody = false
        }
    }

    /// Reads the next octets of the body; pieces may begin and end anywhere.
    package mutating func read(_ chunk: Span<UInt8>) {
        var start = 0
        while needsBody, start < chunk.count {
            let end = min(start + ContentLimits.slice, chunk.count)
            needsBody = isPossible(after: chunk.extracting(start..<end))
            start = end
        }
    }

    /// Ends the body.
    ///
    /// - Returns: Whether the message is end-to-end encrypted. A body that was cut short is not.
    package mutating func finish() -> Bool {
        guard needsBody else { return false }
        needsBody = false
        guard decoder.isComplete else { return false }
        return cms?.isComplete ?? text?.finish() ?? multipart?.finish() ?? false
    }

    private mutating func isPossible(after slice: Span<UInt8>) -> Bool {
        if multipart != nil { return multipart?.read(slice) ?? false }
        guard decoder.decode(slice) else { return false }
        return cms?.read(decoder.decoded) ?? text?.read(decoder.decoded) ?? false
    }
}
