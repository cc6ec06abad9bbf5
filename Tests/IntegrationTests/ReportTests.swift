import AuditReport
import Foundation
import MailLab
import MandateCore
import ReportSample
import Testing

/// The report of an invented month in a real browser: on a screen in light and dark, on a telephone, and on paper.
@Suite(.serialized) struct ReportTests {
    @Test(arguments: [(ColourScheme.light, 230...255), (.dark, 0...60)])
    func `the page is light or dark, as the reader's system is`(_ scheme: ColourScheme, _ ground: ClosedRange<Int>)
        throws
    {
        let picture = try Browser().screenshot(SampleMonth.report().html(), width: 1280, height: 3000, scheme)
        #expect(picture.width == 1280)
        #expect(ground.contains(picture.corner))
        #expect(picture.colours > 50, "the picture is all but blank")
    }

    @Test(arguments: [1280, 400], [ColourScheme.light, .dark])
    func `nothing is wider than the screen, and all text can be read`(_ width: Int, _ scheme: ColourScheme) throws {
        let measured = try Browser().measure(SampleMonth.report().html(), width: width, scheme)
        #expect(measured.width == width)
        #expect(scheme == .light ? measured.ground > 90 : measured.ground < 10)
        #expect(measured.contentWidth <= width)
        #expect(measured.texts > 500)
        #expect(measured.leastContrast >= 4.5, "\(measured.leastText)")
    }

    @Test func `on paper it is A4, with the figures of each day, and no page is torn`() throws {
        let pages = try Browser().print(SampleMonth.report().html())
        #expect((20...40).contains(pages.count))
        #expect(pages[0].contains("Mail under TLS agreements"))
        #expect(pages[0].contains("Example GmbH"))
        #expect(pages.allSatisfy { $0.contains("/ \(pages.count)") })
        #expect(pages.contains { $0.contains("31 October") && $0.contains("Messages and what became of them") })
        #expect(pages.last?.contains("Coordinated Universal Time") ?? false)
    }

    @Test func `hostile text is shown, and runs nothing`() throws {
        var builder = ReportBuilder(SampleMonth.subject())
        var record = SampleMonth.record(1, action: .reject, violations: [.certificateMissing])
        record.sender =
            "<script>document.title='run'</script>" + String(repeating: "long", count: 16_384) + "@hella.com"
        record.recipients = ["<img src=x onerror=\"document.title='run'\">@example.com"]
        builder.add(record)
        let html = builder.finish().html()
        let browser = try Browser()
        #expect(try browser.title(browser.page(html)) == "Mail under TLS agreements in October 2026, Example GmbH")
        #expect(try browser.measure(html, width: 400, .light).contentWidth <= 400)
    }
}
