import Foundation
import MailLab
import Testing

/// The colours that a reader's system asks for, by Chromium's number.
enum ColourScheme: Int {
    case dark = 0
    case light = 1
}

/// A Chromium without a window, which has no network to go to.
final class Browser {
    /// What a browser makes of a page.
    struct Measured: Decodable {
        /// The width of the frame.
        let width: Int
        /// The width that the page would like to have.
        let contentWidth: Int
        /// How many elements show text.
        let texts: Int
        /// The least contrast of a text with what is behind it (WCAG 2.2, "contrast ratio").
        let leastContrast: Double
        let leastText: String
        /// The luminance of the page's ground in per cent.
        let ground: Int
    }

    /// What a picture shows.
    struct Picture: Decodable {
        let width: Int
        /// The brightness of the upper left corner, 0 to 255.
        let corner: Int
        /// How many colours there are.
        let colours: Int
    }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    deinit { folder.remove() }

    /// Puts a page where the browser finds it.
    func page(_ html: String) throws -> String { try folder.write(html, to: "page.html") }

    /// Takes a picture of a page, and has the browser say what is in it.
    func screenshot(_ html: String, width: Int, height: Int, _ scheme: ColourScheme) throws -> Picture {
        let file = folder.path("page.png")
        try run("--window-size=\(width),\(height)", scheme.option, "--screenshot=\(file)", "file://\(try page(html))")
        let picture = try Data(contentsOf: URL(fileURLWithPath: file)).base64EncodedString()
        let reader = "<img src=\"data:image/png;base64,\(picture)\"><script>\(try script("colours"))</script>"
        return try measured(by: "<!DOCTYPE html><title></title>" + reader)
    }

    /// The texts of the printed pages.
    func print(_ html: String) throws -> [String] {
        let file = folder.path("page.pdf")
        try run("--no-pdf-header-footer", "--print-to-pdf=\(file)", "file://\(try page(html))")
        let information = try ChildProcess.run("/usr/bin/pdfinfo", [file])
        #expect(information.standardOutput.contains("(A4)"), "\(information.standardOutput)")
        let text = try ChildProcess.run("/usr/bin/pdftotext", ["-layout", file, "-"])
        return text.standardOutput.split(separator: "\u{C}").map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    }

    func title(_ page: String) throws -> String {
        let dump = try run("--dump-dom", "file://\(page)")
        let title = try #require(dump.firstMatch(of: /<title>([^<]*)<\/title>/))
        return String(title.output.1)
    }

    /// Measures a page by a script that the test adds; the page itself forbids all scripts.
    ///
    /// The page stands in a frame, since a window of Chromium's is not narrower than 500 pixels.
    func measure(_ html: String, width: Int, _ scheme: ColourScheme) throws -> Measured {
        let open = html.replacing(/<meta http-equiv="Content-Security-Policy"[^>]*>/, with: "")
        let probed = open.replacing("</body>", with: "<script>\(try script("measure"))</script></body>")
        let quoted = probed.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        let frame = """
            <!DOCTYPE html><meta name="color-scheme" content="light dark"><title></title>
            <iframe style="width: \(width)px; height: 900px; border: 0" srcdoc="\(quoted)"></iframe>
            """
        return try measured(by: frame, "--window-size=\(width + 40),1000", scheme.option)
    }

    private func script(_ name: String) throws -> String {
        try String(contentsOf: Gateway.cases("report/\(name).js"), encoding: .utf8)
    }

    /// What a page's script has written into its title.
    private func measured<Result: Decodable>(by html: String, _ options: String...) throws -> Result {
        let dump = try run(options + ["--dump-dom", "file://\(try page(html))"])
        let measured = try #require(dump.firstMatch(of: /<title>measured(\{.*?\})<\/title>/))
        return try JSONDecoder().decode(Result.self, from: Data(measured.output.1.utf8))
    }

    @discardableResult private func run(_ arguments: String...) throws -> String { try run(arguments) }

    private func run(_ arguments: [String]) throws -> String {
        let fixed = [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.path("profile"))",
        ]
        let finished = try ChildProcess.run("/usr/bin/chromium", fixed + arguments)
        try #require(finished.succeeded, "\(finished.standardError)")
        return finished.standardOutput
    }
}

extension ColourScheme {
    fileprivate var option: String { "--blink-settings=preferredColorScheme=\(rawValue)" }
}
