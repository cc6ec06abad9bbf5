import Foundation
import Testing

/// The keys of JSON objects, by the object: its name, or the path of keys that leads to it, as in `gateways.stages`.
///
/// A manual page has them in sub-sections called `Keys of` and that name, as items that begin with `Cm`.
struct ManualKeys: Equatable, CustomStringConvertible {
    private(set) var keys: [String: Set<String>] = [:]

    /// Those of a page of man/.
    ///
    /// - Parameter isWanted: Which objects count.
    init(page: String, where isWanted: (String) -> Bool = { _ in true }) throws {
        let text = try String(contentsOf: Documents.repository.appending(path: "man/\(page)"), encoding: .utf8)
        var object: String?
        for line in text.split(separator: "\n") {
            if line.hasPrefix(".Sh ") { object = nil }
            if line.hasPrefix(".Ss ") { object = line.wholeMatch(of: /\.Ss Keys of (.+)/).map { String($0.1) } }
            guard let object, isWanted(object), line.hasPrefix(".It Cm ") else { continue }
            for key in line.dropFirst(7).split(separator: " ") where key != "," {
                let isNew = keys[object, default: []].insert(String(key)).inserted
                #expect(isNew, "\(page), \(object): \(key) stands there twice")
            }
        }
    }

    init() {}

    /// Takes note of what a command has printed, one object a line.
    ///
    /// - Parameters:
    ///   - name: What the objects are called.
    ///   - counted: Keys of objects whose own keys are no names but what is counted.
    mutating func note(_ printed: String, as name: String, counted: Set<String> = []) throws {
        let lines = printed.split(separator: "\n")
        #expect(!lines.isEmpty, "\(name): nothing was printed")
        for line in lines {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                "\(line)"
            )
            note(object, as: name, path: [], counted: counted)
        }
    }

    private mutating func note(_ object: [String: Any], as name: String, path: [String], counted: Set<String>) {
        keys[path.isEmpty ? name : path.joined(separator: "."), default: []].formUnion(object.keys)
        for (key, value) in object where !counted.contains(key) {
            for below in value as? [[String: Any]] ?? [value as? [String: Any]].compactMap({ $0 }) {
                note(below, as: name, path: path + [key], counted: counted)
            }
        }
    }

    var description: String {
        keys.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.sorted().joined(separator: " "))" }.joined(
            separator: "\n"
        )
    }
}
