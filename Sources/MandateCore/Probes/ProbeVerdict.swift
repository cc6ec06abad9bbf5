/// How a gateway fared, all its addresses together.
package struct ProbeVerdict: Hashable, Sendable {
    package let outcome: ProbeFinding.Outcome
    /// What made it so: the demands that are violated, else the failures by their names in RFC 8460. In the order of the alphabet.
    package let causes: [String]

    package init(_ outcome: ProbeFinding.Outcome, causes: [String] = []) {
        self.outcome = outcome
        self.causes = causes
    }

    /// The worst of several addresses, in the order in which a probe's exit code counts them.
    package init(_ findings: [ProbeFinding]) {
        let order: [ProbeFinding.Outcome] = [.violated, .notTested, .warning, .kept, .gone]
        let worst = order.first { outcome in findings.contains { $0.outcome == outcome } } ?? .gone
        let decisive = findings.filter { $0.outcome == worst }
        let demands = decisive.flatMap(\.demands)
        self.init(worst, causes: Set(demands.isEmpty ? decisive.compactMap(\.result) : demands).sorted())
    }

    /// Whether someone has to look into it.
    package var isBad: Bool { outcome == .violated || outcome == .warning }
}
