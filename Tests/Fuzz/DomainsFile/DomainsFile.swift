import FuzzSupport
import MandateCore

@testable import RegisterFiles

/// Reads the octets as a domains-file. A line that goes the fast way comes to what the slow way makes of it, and what is claimed
/// is in the form in which names compare.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let all = octets(start, count)
    let source = SourceFile(path: "partner.domains")
    var claimed: [String] = []
    DomainsFile.read(all, source: source) { name, below in
        let text = name.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        claimed.append((below ? "*." : "") + text)
        return nil
    }
    promise(claimed == slowly(all), "the two ways differ: \(claimed), \(slowly(all))")
    let lines = all.split(separator: 0x0a, omittingEmptySubsequences: false).map(\.count)
    for diagnostic in source.diagnostics {
        promise(diagnostic.message.isOneLine, "no line: \(diagnostic)")
        promise((1...lines.count).contains(diagnostic.line), "there is no such line: \(diagnostic)")
        promise(
            (1...lines[diagnostic.line - 1] + 3).contains(diagnostic.column),
            "there is no such place: \(diagnostic)"
        )
    }
    return 0
}

private func slowly(_ octets: [UInt8]) -> [String] {
    let text = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? octets.dropFirst(3) : octets[...]
    return text.split(separator: 0x0a).compactMap { line in
        var word = line.prefix { $0 != UInt8(ascii: "#") }.drop { $0 <= 0x20 }
        while let last = word.last, last <= 0x20 { word.removeLast() }
        guard !word.isEmpty, case .success(let pattern) = NameReading.pattern(String(decoding: word, as: UTF8.self))
        else {
            return nil
        }
        return (pattern.below ? "*." : "") + pattern.name.text
    }
}
