internal import Foundation
internal import MandateCore

/// What is no violation, and should be known: it will become one, or mail will not arrive.
enum ProbeWarnings {
    /// - Parameter minimum: The oldest protocol that is agreed on.
    static func of(_ gateway: GatewayResult, minimum: ProtocolVersion, now: Timestamp) -> [String] {
        var warnings: [String] = []
        if let negative = gateway.explanation { warnings.append(negative) }
        if let leaf = gateway.chain.first, let days = daysLeft(leaf, now: now), days >= 0,
            days < CertificateEnd.warningDays
        {
            warnings.append("The certificate expires in \(days) days, at \(leaf.notAfter).")
        }
        if let revocation = gateway.revocation, revocation.hasPrefix("unknown") {
            warnings.append("Whether the certificate was revoked is \(revocation).")
        }
        for stage in [Stage.sender, .recipient] where gateway[stage].outcome == .fail {
            warnings.append("\(stage.title) is refused: \(gateway[stage].detail ?? "")")
        }
        for offer in gateway.weaker ?? [] where offer.answer == .accepted {
            // What the agreement permits is no news.
            if let version = ProtocolVersion(rawValue: offer.offer), version >= minimum { continue }
            warnings.append("The gateway would also accept \(offer.offer).")
        }
        if gateway.tlsa == DANEMatch.unmatched {
            warnings.append("DANE: \(DANEMatch.unmatched), so senders that use DANE do not deliver.")
        }
        return warnings.map { "\(gateway.title): \($0)" }
    }

    /// Whole days until a certificate's end; below 0 once it has ended.
    static func daysLeft(_ certificate: Certificate, now: Timestamp) -> Int? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let end = try? style.parse(certificate.notAfter) else { return nil }
        let moment = Timestamp(milliseconds: Int((end.timeIntervalSince1970 * 1000).rounded()))
        return CertificateEnd.daysLeft(moment, now: now)
    }
}
