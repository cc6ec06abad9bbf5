import MandateCore
import STARTTLSProbe

/// The domains of each agreement whose gateways can be looked up: those that it lists, then those of its domains-file. A pattern
/// `*.domain` names none.
struct LookupDomains {
    /// Some of an agreement's domains, the first in the order of the alphabet: every night the same.
    private struct First {
        var names: [String] = []
        var count = 0

        mutating func add(_ name: String) {
            names.append(name)
            count += 1
            // A list of a million names never stands here whole.
            if names.count >= 2 * ProbeLimits.domains { cut() }
        }

        mutating func cut() {
            names.sort()
            names.removeLast(max(0, names.count - ProbeLimits.domains))
        }
    }

    private var filed: [String: First] = [:]

    init(_ register: Register, on day: Day) {
        let listed = Dictionary(uniqueKeysWithValues: register.agreements.map { ($0.name, Set(Self.listed($0))) })
        var filed: [String: First] = [:]
        register.forEachDomain(on: day) { name, below, agreement in
            if !below, listed[agreement.name]?.contains(name) != true {
                filed[agreement.name, default: First()].add(name)
            }
        }
        self.filed = filed.mapValues { first in
            var first = first
            first.cut()
            return first
        }
    }

    /// An agreement's domains; at most ``ProbeLimits/domains`` of its domains-file.
    func of(_ agreement: Agreement) -> [String] {
        Self.listed(agreement) + (filed[agreement.name]?.names ?? [])
    }

    /// How many domains of its domains-file ``of(_:)`` leaves out.
    func leftOut(of agreement: Agreement) -> Int {
        filed[agreement.name].map { $0.count - $0.names.count } ?? 0
    }

    private static func listed(_ agreement: Agreement) -> [String] {
        agreement.domains.filter { !$0.below }.map(\.name.text)
    }
}
