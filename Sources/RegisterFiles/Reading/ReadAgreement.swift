internal import MandateCore

/// An agreement's file as it was read, with the places of what it claims.
struct ReadAgreement {
    let agreement: Agreement
    let domains: [(pattern: DomainPattern, position: Position)]
    let clients: [(client: Agreement.Client, position: Position)]
    let domainsFile: (path: String, position: Position)?
    let positions: Positions
    /// Whether the days could not be read: then nothing can be said of conflicts with other agreements.
    let isValidityMistaken: Bool

    /// Where things stand that warnings speak of.
    struct Positions {
        var untilPosition: Position
        var domainsFile: Position
        var identifyBy: Position
        var appliesTo: Position
        var endToEndExempt: Position
        var inbound: MappingReader?
        var relay: MappingReader?
        var outbound: MappingReader?
        var file: Position
    }
}
