/// The elements that a report is made of.
enum Tag: String {
    case html, head, meta, title, style, body, header, main, footer, section, nav
    case h1, h2, h3, p, div, span, strong, a, ul, ol, li, dl, dt, dd
    case table, caption, thead, tbody, tr, th, td
    case figure, figcaption, details, summary
    case code, bdi
    case svg, g, rect, line, text, desc

    /// Whether it never has content, and no end tag in HTML.
    var isVoid: Bool { self == .meta || self == .rect || self == .line }

    /// Whether a line may end behind it without showing as a blank.
    var isBlock: Bool {
        switch self {
        case .span, .strong, .a, .code, .bdi, .text, .svg: false
        default: true
        }
    }
}

/// An attribute with its value; the value is escaped when it is written.
struct Attribute {
    enum Name: String {
        case lang, charset, name, content, id, href, scope, role, tabindex, x, y, width, height, x1, x2, y1, y2
        case classes = "class"
        case httpEquiv = "http-equiv"
        case ariaLabel = "aria-label"
        case ariaLabelledBy = "aria-labelledby"
        case ariaHidden = "aria-hidden"
        case anchor = "text-anchor"
    }

    let name: Name
    let value: String

    init(_ name: Name, _ value: String) {
        self.name = name
        self.value = value
    }

    static func classes(_ names: String) -> Self { Self(.classes, names) }
    static func id(_ id: String) -> Self { Self(.id, id) }
    /// A link within the page: there is no other.
    static func link(to id: String) -> Self { Self(.href, "#" + id) }
    static func role(_ role: String) -> Self { Self(.role, role) }
    static let columnHeader = Self(.scope, "col")
    static let rowHeader = Self(.scope, "row")
}
