import Foundation
import Testing

@testable import STARTTLSProbe

@Suite struct CertificateFileTests {
    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "cas-\(UUID().uuidString).pem").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Debian's CAs (ca-certificates), each as PEM.
    private var debian: [String] {
        get throws {
            let text = try String(contentsOfFile: "/etc/ssl/certs/ca-certificates.crt", encoding: .utf8)
            let end = "-----END CERTIFICATE-----\n"
            return text.components(separatedBy: end).dropLast().map { $0 + end }
        }
    }

    private func der(_ pem: String) throws -> [UInt8] {
        let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        return Array(try #require(Data(base64Encoded: lines.joined())))
    }

    @Test func `each of Debian's CAs is found by its own name, and nobody else`() throws {
        let authorities = try debian
        try #require(authorities.count > 50)
        let path = try file(authorities.joined())
        defer { try? FileManager.default.removeItem(atPath: path) }
        let all = try #require(CertificateFile(path: path))
        for pem in authorities {
            let own = try der(pem)
            let found = all.above([own])
            // A root is its own issuer; some CAs have two certificates of one name.
            #expect(found.contains(own))
            #expect(found.allSatisfy { Certificate(der: $0)?.subject == Certificate(der: own)?.subject })
        }
    }

    @Test func `a file with something else is left to OpenSSL`() throws {
        let one = try #require(try debian.first)
        for text in [
            one + "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n",
            one.replacing("CERTIFICATE", with: "TRUSTED CERTIFICATE"),
            one + "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
            one + "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        ] {
            let path = try file(text)
            defer { try? FileManager.default.removeItem(atPath: path) }
            #expect(CertificateFile(path: path) == nil, "\(text.suffix(80))")
        }
        #expect(CertificateFile(path: "/nowhere") == nil)
    }

    @Test func `an empty file trusts nobody`() throws {
        let path = try file("no certificate here\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try #require(CertificateFile(path: path)).above([try der(try #require(try debian.first))]).isEmpty)
    }
}
