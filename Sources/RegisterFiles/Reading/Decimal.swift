extension Int {
    /// Reads a number of decimal digits alone: no sign, no blanks.
    init?(decimal text: some StringProtocol) {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        self.init(text)
    }
}
