extension BinaryInteger {
    /// The number with the word for what it counts: `1 agreement`, `2 agreements`.
    ///
    /// - Parameter many: The word for any number but one; nil: `one` with an s.
    func counting(_ one: String, _ many: String? = nil) -> String { "\(self) \(self == 1 ? one : many ?? one + "s")" }
}
