import Foundation
import MailLab
import Testing

/// One block of a `.gateways` file; see Cases/gateways/README.md.
struct GatewayCase {
    let title: String
    private let values: [String: [String]]

    enum Malformed: Error {
        case line(String)
        case missing(String)
    }

    static let keys: Set<String> = [
        "agreement", "probe", "hosts", "mx", "address", "tlsa", "demands", "tls", "ciphers", "suites", "certificate",
        "names",
        "organisation", "policy", "extended", "issuer", "root", "validity", "list", "patience", "weak", "broken",
        "untested",
        "elsewhere", "found", "warning", "exit",
    ]
    /// What is expected of one block, and not of those that differ from it.
    private static let expectations: Set<String> = ["broken", "untested", "elsewhere", "found", "warning", "exit"]

    /// All blocks of a file: the first is how it was agreed, the others say what differs.
    static func read(_ url: URL) throws -> [GatewayCase] {
        let blocks = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n\n")
        let cases = try blocks.filter { $0.contains("exit") }.map { try GatewayCase(block: $0) }
        guard let agreed = cases.first else { return [] }
        return cases.enumerated().map { index, one in index == 0 ? one : one.over(agreed) }
    }

    private init(title: String, values: [String: [String]]) {
        self.title = title
        self.values = values
    }

    private init(block: String) throws {
        var title: [String] = []
        var values: [String: [String]] = [:]
        for line in block.split(separator: "\n") {
            if line.hasPrefix("#") {
                title.append(line.drop { $0 == "#" || $0 == " " }.description)
                continue
            }
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard words.count == 2, Self.keys.contains(String(words[0])) else { throw Malformed.line(String(line)) }
            values[String(words[0]), default: []].append(words[1].trimmingCharacters(in: .whitespaces))
        }
        self.init(title: title.joined(separator: " "), values: values)
    }

    private func over(_ agreed: GatewayCase) -> GatewayCase {
        let kept = agreed.values.filter { !Self.expectations.contains($0.key) }
        return GatewayCase(title: title, values: kept.merging(values) { _, own in own })
    }

    /// The value of a key; nil where it is `none` or not said.
    subscript(key: String) -> String? { values[key]?.first.flatMap { $0 == "none" ? nil : $0 } }

    func all(_ key: String) -> [String] { values[key] ?? [] }

    func words(_ key: String) -> [String] { all(key).flatMap { $0.split(separator: " ").map(String.init) } }

    func required(_ key: String) throws -> String {
        guard let value = self[key] else { throw Malformed.missing("\(title): \(key)") }
        return value
    }

    /// Versions and ciphers; nil: no STARTTLS.
    func tls(_ certificate: TestCertificate?) throws -> TLSOptions? {
        guard self["tls"] != nil else { return nil }
        let versions = words("tls").compactMap(TLSProtocol.init)
        guard versions.count == 2 else { throw Malformed.line("\(title): tls") }
        let list = self["ciphers"] ?? (certificate == nil ? "aNULL" : "ALL")
        return TLSOptions(
            minimum: versions[0],
            maximum: versions[1],
            cipherList: list + (certificate == nil ? "" : ":!aNULL") + ":@SECLEVEL=0",
            cipherSuites: self["suites"],
            certificate: certificate
        )
    }

    /// The certificate's contents for one gateway; nil: it has none.
    func request(for host: String) throws -> CertificateRequest? {
        guard let name = self["certificate"] else { return nil }
        let validity: CertificateRequest.Validity =
            switch self["validity"] ?? "90" {
            case "expired": .expired
            case "not-yet": .notYet
            case let days: .days(try #require(Int(days), "\(title): validity"))
            }
        return CertificateRequest(
            name == "HOST" ? host : name,
            organisation: self["organisation"],
            purpose: .server,
            validity: validity,
            names: words("names").map { $0 == "HOST" ? host : $0 },
            policies: words("policy"),
            isExtended: self["extended"] == "yes"
        )
    }

    /// What makes two certificates the same.
    func identity(for host: String) -> String {
        ["certificate", "names", "organisation", "policy", "extended", "issuer", "root", "validity"]
            .map { key in words(key).map { $0 == "HOST" ? host : $0 }.joined(separator: " ") }.joined(separator: "|")
    }
}
