/// The contract's word for what is answered (DESIGN.md, section 6, `action`).
package enum ActionWord: String, CaseIterable, Sendable {
    case accept, hold, `defer`, reject, filter

    /// The greater one wins among several decisions on one message (DESIGN.md, section 5, rule 6): reject before defer before hold
    /// before filter before accept.
    var severity: Int {
        switch self {
        case .accept: 0
        case .filter: 1
        case .hold: 2
        case .defer: 3
        case .reject: 4
        }
    }
}
