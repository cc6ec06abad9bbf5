internal import Foundation
internal import MandateCore

extension Certificate {
    /// Whole days until the certificate's end; below 0 once it has ended.
    func daysLeft(at now: Timestamp) -> Int? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let end = try? style.parse(notAfter) else { return nil }
        let moment = Timestamp(milliseconds: Int((end.timeIntervalSince1970 * 1000).rounded()))
        return CertificateEnd.daysLeft(moment, now: now)
    }
}
