internal import MandateCore

/// How text becomes part of markup: the one place where that is decided.
enum Escaping {
    /// Appends text so that a browser shows it and does nothing else with it.
    ///
    /// What has a meaning in markup is written as a reference. Control characters, and format characters, which hide or reorder
    /// the text around them, are shown as Swift and C write them: `\n`, `\u{202E}`.
    static func append(_ text: String, to markup: inout String) {
        if text.utf8.allSatisfy(isPlain) {
            markup += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            default: markup += scalar.isHarmful ? scalar.escaped(asASCII: true) : String(Character(scalar))
            }
        }
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: 0x20...0x7e ~= octet
        }
    }
}
