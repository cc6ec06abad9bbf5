import AuditReport
import MandateCore
import Testing

struct MonthTests {
    @Test(arguments: [("2026-10", 31), ("2026-02", 28), ("2028-02", 29), ("2026-12", 31), ("9999-12", 31)])
    func `a month has its days`(_ text: String, _ days: Int) throws {
        let month = try #require(ReportMonth(text))
        #expect(month.text == text)
        #expect(month.dayCount == days)
        #expect(month.begin.text == text + "-01T00:00:00.000Z")
        #expect(ReportMonth(of: month.dayAfter).previous == month)
    }

    @Test(arguments: ["2026", "2026-13", "2026-00", "2026-1", "october", "", "2026-10-01", "２026-10"])
    func `what is no month is refused`(_ text: String) {
        #expect(ReportMonth(text) == nil)
    }
}
