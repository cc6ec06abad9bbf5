import Foundation
import FuzzSupport
import MandateCore

@testable import MailServerLog

/// Reads the lines of the octets as what `sendmail -bp` and `postqueue -j` list; senders and recipients in it are strangers' words.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let zone = TimeZone(identifier: "Europe/Berlin") else { preconditionFailure("no zone") }
    var listing = QuarantineListing(now: Timestamp(milliseconds: 1_795_000_000_000), zone: zone)
    let hold = PostfixHold(postqueue: "postqueue", configuration: "/etc/postfix in a folder")
    var lines = 0
    for line in octets(start, count).split(separator: 0x0a, omittingEmptySubsequences: false) {
        let text = String(decoding: line, as: UTF8.self)
        listing.read(text)
        lines += 1
        if let message = try? hold.message(text) { check(message) }
    }
    promise(listing.entries.count <= lines, "\(listing.entries.count) entries in \(lines) lines")
    return 0
}

/// Whatever a queue id is, it is one word of the command that an administrator is told to run.
private func check(_ message: HeldMessage) {
    promise((try? JSONEncoder().encode(message)) != nil, "no JSON: \(message)")
    let quoted = message.queueID.replacing("'", with: "'\\''")
    for command in message.release + [message.delete] {
        promise(command.hasSuffix(" " + message.queueID) || command.hasSuffix(" '\(quoted)'"), "\(command)")
    }
}
