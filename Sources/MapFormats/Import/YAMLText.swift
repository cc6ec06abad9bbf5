/// The little of YAML that drafts need: lists on one line, and texts in double quotes (YAML 1.2.2, section 7.3.1).
enum YAMLText {
    static func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }

    /// A text in double quotes, so that nothing in it can be taken for YAML's own.
    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _
            where scalar.value < 0x20 || scalar.value == 0x7f || scalar.properties.generalCategory == .format
                || scalar.properties.generalCategory == .control
                || scalar.properties.isPatternWhitespace && scalar != " ":
                "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: String(Character(scalar))
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
