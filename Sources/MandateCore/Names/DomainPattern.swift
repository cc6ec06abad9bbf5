/// What an agreement writes in `domains`: one name, or every name below one.
package struct DomainPattern: Hashable, Sendable {
    /// The name, without the `*.` of a pattern.
    package let name: DomainName

    /// Whether the pattern stands for every name below `name` (and not for `name` itself).
    package let below: Bool

    package init(name: DomainName, below: Bool) {
        self.name = name
        self.below = below
    }

    /// The pattern as an agreement writes it.
    package var text: String { below ? "*." + name.text : name.text }
}
