import MandateCore
import Testing

@Suite
struct CertificateEndTests {
    @Test(
        arguments: [
            (0, 0), (1, 0), (86_399_999, 0), (86_400_000, 1), (12 * 86_400_000, 12), (13 * 86_400_000 - 1, 12),
            (-1, -1), (-500 * 86_400_000, -1),
        ]
    )
    func `days that are left are whole ones, and -1 once a certificate has ended`(milliseconds: Int, days: Int) {
        let end = Timestamp(milliseconds: ProbeWords.start.milliseconds + milliseconds)
        #expect(CertificateEnd.daysLeft(end, now: ProbeWords.start) == days)
    }
}
