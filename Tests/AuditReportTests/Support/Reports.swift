import AuditReport
import Foundation
import FoundationXML
import MandateCore
import ReportSample
import Testing

/// A report of some records, as a reader meets it.
struct ReadReport {
    let html: String
    /// What a reader sees, with one blank for each run of white space.
    let text: String
    /// The texts of all table cells and headings, row by row.
    let rows: [[String]]

    init(_ report: Report) throws {
        html = report.html()
        let reader = PageReader()
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = reader
        try #require(
            parser.parse(),
            "not well-formed: \(String(describing: parser.parserError)) in line \(parser.lineNumber)"
        )
        text = reader.text.collapsed
        rows = reader.rows
    }

    /// The report of records, in the order of time.
    init(
        _ records: [DecisionRecord],
        subject: ReportSubject = SampleMonth.subject(),
        limits: ReportLimits = ReportLimits(),
        deliveries: [Delivery]? = nil,
        change: (inout ReportBuilder) -> Void = { _ in }
    ) throws {
        var builder = ReportBuilder(subject, limits: limits)
        for record in records { builder.add(record) }
        for delivery in deliveries ?? [] { builder.add(delivery) }
        change(&builder)
        try self.init(builder.finish(deliveries: deliveries == nil ? nil : "journald"))
    }

    /// The first row that begins with a text.
    func row(_ name: String) -> [String]? { rows.first { $0.first == name } }
}

extension String {
    fileprivate var collapsed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

/// Collects what is shown of a page.
private final class PageReader: NSObject, XMLParserDelegate {
    private(set) var text = ""
    private(set) var rows: [[String]] = []
    private var path: [String] = []
    private static let inline: Set<String> = ["span", "strong", "a", "code", "bdi"]

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        path.append(name)
        if name == "tr" { rows.append([]) }
        if name == "td" || name == "th" { rows[rows.count - 1].append("") }
        if !Self.inline.contains(name) { show(" ") }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        path.removeLast()
        if name == "td" || name == "th", let row = rows.indices.last, let cell = rows[row].indices.last {
            rows[row][cell] = rows[row][cell].collapsed
        }
        if !Self.inline.contains(name) { show(" ") }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if !path.contains("style") { show(string) }
    }

    private func show(_ string: String) {
        text += string
        if path.contains("td") || path.contains("th") { rows[rows.count - 1][rows[rows.count - 1].count - 1] += string }
    }
}
