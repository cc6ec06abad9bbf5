extension Unicode.Scalar {
    /// Whether it moves a terminal's cursor, or hides or reorders text, where strangers' text is shown as it stands.
    package var isHarmful: Bool {
        if isASCII { return value < 0x20 || value == 0x7f }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
        default: return false
        }
    }
}
