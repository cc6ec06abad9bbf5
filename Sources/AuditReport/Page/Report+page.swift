internal import MandateCore

extension Report {
    /// Writes the report as one HTML file that needs nothing else: no script, no network.
    ///
    /// - Parameter body: Takes the page's text, in pieces. Where it throws, nothing more is written, and its error is thrown.
    package func write(_ body: @escaping (String) throws -> Void) throws {
        var page = Markup(body)
        page.doctype()
        page.element(.html, Attribute(.lang, "en")) { html in
            writeHead(to: &html)
            html.element(.body) { body in
                writeHeader(to: &body)
                body.element(.main) { main in
                    writeOverview(to: &main)
                    for (index, chapter) in chapters.enumerated() {
                        ChapterPages(report: self, chapter: chapter, id: Self.anchor(index)).write(to: &main)
                    }
                    writeGaps(to: &main)
                    writeMethod(to: &main)
                    Glossary.write(to: &main)
                }
            }
        }
        try page.finish()
    }

    private func writeHead(to html: inout Markup) {
        html.element(.head) { head in
            head.empty(.meta, Attribute(.charset, "utf-8"))
            // Whatever gets into the page, a browser runs nothing and fetches nothing.
            head.empty(
                .meta,
                Attribute(.httpEquiv, "Content-Security-Policy"),
                Attribute(.content, "default-src 'none'; style-src 'unsafe-inline'")
            )
            head.empty(.meta, Attribute(.name, "viewport"), Attribute(.content, "width=device-width, initial-scale=1"))
            head.empty(.meta, Attribute(.name, "color-scheme"), Attribute(.content, "light dark"))
            head.element(.title, text: "Mail under TLS agreements in \(subject.month.words), \(subject.organisation)")
            head.style(Stylesheet.text)
        }
    }
}
