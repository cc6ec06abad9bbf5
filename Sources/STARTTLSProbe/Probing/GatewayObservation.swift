package import MandateCore

/// What one connection to a gateway showed, before anything is judged: by a name, by whom one trusts, by an agreement.
package struct GatewayObservation: Sendable {
    package let endpoint: Endpoint
    package let time: Timestamp
    /// What the dialogue and the transport know; a stage without an entry was not reached.
    package var stages: [Stage: StageResult] = [:]
    /// nil: no handshake was done.
    package var tls: TLSFacts?
    /// In DER form, the gateway's own certificate first.
    package var chain: [[UInt8]] = []
    /// An OCSP response that the gateway stapled, in DER form.
    package var stapledResponse: [UInt8]?
    /// Why the rest was not tested.
    package var reasonOfEnd: String?
    /// This host has no way to such addresses (no IPv6): says nothing about the gateway.
    package var isMissingRoute = false
    /// The dialogue with moments, as the documents print it; empty unless it was asked for.
    package var trace: [String] = []
}
