import Foundation
import MessageContent
import Testing

/// A whole message in a folder of Cases, as a mail server would hand it to a milter: field by field, then the body.
struct Message: Sendable, CustomTestStringConvertible {
    let name: String
    private(set) var fields: [(name: String, value: [UInt8])] = []
    var body: [UInt8]

    var testDescription: String { name }

    /// The messages of a folder, each file one.
    static func all(in folder: String) throws -> [Message] {
        let cases = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
        let urls = try FileManager.default.contentsOfDirectory(
            at: cases.appending(path: folder),
            includingPropertiesForKeys: nil
        )
        // A folder that was not copied must not pass for one whose messages are all right.
        try #require(urls.count >= 18)
        return try urls.sorted { $0.path < $1.path }.map { url in
            try Message(name: url.deletingPathExtension().lastPathComponent, octets: Array(Data(contentsOf: url)))
        }
    }

    static func named(_ name: String, in folder: String) throws -> Message {
        try #require(try all(in: folder).first { $0.name == name })
    }

    private init(name: String, octets: [UInt8]) throws {
        self.name = name
        let end = try #require(octets.firstRange(of: Array("\r\n\r\n".utf8)))
        body = Array(octets[end.upperBound...])
        let header = String(decoding: octets[..<end.lowerBound], as: UTF8.self)
        var lines: [String] = []
        for line in header.split(separator: "\r\n") {
            if line.first == " " || line.first == "\t" {
                lines[lines.count - 1] += "\r\n" + line
            } else {
                lines.append(String(line))
            }
        }
        for line in lines {
            let colon = try #require(line.firstIndex(of: ":"))
            fields.append((String(line[..<colon]), Array(line[colon...].dropFirst(2).utf8)))
        }
    }

    /// The message with one of its fields written otherwise.
    func replacing(_ name: String, with value: String) -> Message {
        var copy = self
        for index in copy.fields.indices where copy.fields[index].name == name {
            copy.fields[index].value = Array(value.utf8)
        }
        return copy
    }

    /// The message with one more field.
    func adding(_ name: String, _ value: String) -> Message {
        var copy = self
        copy.fields.append((name, Array(value.utf8)))
        return copy
    }

    func inspection() -> EndToEndInspection {
        var header = ContentHeader()
        for field in fields { header.take(name: field.name, value: field.value.span) }
        return EndToEndInspection(header)
    }

    /// Whether the message is end-to-end encrypted when its body comes in pieces of a size.
    func isEncrypted(pieces: Int = .max) -> Bool {
        var inspection = inspection()
        var start = 0
        while start < body.count {
            let end = body.count - start > pieces ? start + pieces : body.count
            inspection.read(body.span.extracting(start..<end))
            start = end
        }
        return inspection.finish()
    }

    /// Whether it is when its body comes in two pieces.
    func isEncrypted(splitAt place: Int) -> Bool {
        var inspection = inspection()
        inspection.read(body.span.extracting(0..<place))
        inspection.read(body.span.extracting(place..<body.count))
        return inspection.finish()
    }
}
