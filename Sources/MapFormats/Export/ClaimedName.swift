internal import MandateCore

/// One name or pattern that agreements claim, and which of them is in force.
struct ClaimedName: Hashable {
    let name: String
    /// Whether all names below it are meant.
    let below: Bool
    let agreement: Agreement

    /// The key of Postfix's tables: `.name` for what is below a name.
    var key: String { (below ? "." : "") + name }

    /// What is below the name instead of the name, or the other way round, in the same agreement.
    var counterpart: ClaimedName { ClaimedName(name: name, below: !below, agreement: agreement) }

    static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.below == right.below && left.agreement === right.agreement
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(below)
        hasher.combine(ObjectIdentifier(agreement))
    }

    /// The names above it, the nearest first.
    var parents: [Substring] {
        var parents: [Substring] = []
        var rest = Substring(name)
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            parents.append(rest)
        }
        return parents
    }

    /// All that is claimed in a register on a day: by name, the name itself before what is below it.
    static func all(in register: Register, on day: Day) -> [ClaimedName] {
        var found: [ClaimedName] = []
        register.forEachDomain(on: day) { name, below, agreement in
            found.append(ClaimedName(name: name, below: below, agreement: agreement))
        }
        return found.sorted { ($0.name, $0.below ? 1 : 0) < ($1.name, $1.below ? 1 : 0) }
    }
}
