/// What the front ends decide by; a reload replaces it whole.
package struct DecisionSettings: Sendable {
    /// Which decisions are recorded beside the refusals, which always are.
    package enum Recording: String, CaseIterable, Sendable {
        /// Those in which an agreement or a class took part.
        case agreements
        /// Those that are not an acceptance.
        case violations
        case all

        /// Whether a decision that is not refused is recorded.
        ///
        /// - Parameter classes: How many classes the message is of.
        package func includes(_ decision: Decision, classes: Int = 0) -> Bool {
            switch self {
            case .all: true
            case .agreements: decision.agreement != nil || classes > 0
            case .violations: !decision.violations.isEmpty
            }
        }
    }

    package var register: Register
    package var recording: Recording
    package var addresses: AddressKeeping

    package init(register: Register, recording: Recording, addresses: AddressKeeping) {
        self.register = register
        self.recording = recording
        self.addresses = addresses
    }
}
