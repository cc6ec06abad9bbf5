/// How far an agreement, or a section of it, is carried out. RFC 8461, section 5: testing before enforcing.
package enum Mode: String, CaseIterable, Codable, Sendable {
    /// What breaks it is refused or held.
    case enforce
    /// What breaks it is recorded, and passes.
    case testing
    /// Nothing is asked.
    case off
}
