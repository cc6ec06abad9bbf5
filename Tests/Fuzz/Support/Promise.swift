import Glibc

/// Ends the program where something does not hold that a parser promises: libFuzzer then keeps the octets and names the file.
///
/// - Parameter words: What was promised, and what came instead.
package func promise(
    _ isKept: Bool,
    _ words: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line
) {
    if isKept { return }
    let text = Array("\(file):\(line): broken promise: \(words())\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    abort()
}

extension String {
    /// Whether a terminal shows the text as it is, on one line: no control character and no line separator.
    package var isOneLine: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }
}
