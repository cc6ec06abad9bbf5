import MandateCore
import RegisterFiles
import Testing

/// The register's digest names the texts that decided: an old decision is explained from them.
@Suite
struct DigestTests {
    private static let files = [
        "agreements.d/partner.yaml": """
        partner: Partner AG
        domains: [partner.example]
        domains-file: partner.domains
        relay: { level: encrypt }

        """,
        "agreements.d/partner.domains": "subsidiary.example\n",
        "agreements.d/second.yaml": "partner: Second AG\ndomains: [second.example]\nrelay: { level: encrypt }\n",
    ]

    private func digest(_ folder: ScratchFolder, today: String = "2026-07-01") throws -> String {
        try folder.report(today: today).loaded.register.digest
    }

    @Test(arguments: [
        "tlsmandate.yaml", "agreements.d/partner.yaml", "agreements.d/partner.domains", "agreements.d/second.yaml",
    ])
    func `the digest changes with every text, be it by a comment, and back again`(file: String) throws {
        let folder = try ScratchFolder(Self.files)
        let before = try digest(folder)
        let text = try folder.text(of: file)
        try folder.write(text + "# looked through\n", to: file)
        #expect(try digest(folder) != before)
        try folder.write(text, to: file)
        #expect(try digest(folder) == before)
    }

    @Test
    func `the digest changes with an agreement that is added`() throws {
        let folder = try ScratchFolder(Self.files)
        let before = try digest(folder)
        try folder.write("partner: Third AG\ndomains: [third.example]\nours: {}\n", to: "agreements.d/third.yaml")
        #expect(try digest(folder) != before)
    }

    @Test
    func `another day and files that are no agreements do not change the digest`() throws {
        let folder = try ScratchFolder(Self.files)
        let before = try digest(folder)
        try folder.write("partner: Draft AG\n", to: "agreements.d/.draft.yaml")
        try folder.write("Ask the legal department.\n", to: "agreements.d/README")
        #expect(try digest(folder, today: "2027-01-01") == before)
    }

    @Test
    func `the same texts in another folder have the same digest`() throws {
        #expect(try digest(ScratchFolder(Self.files)) == digest(ScratchFolder(Self.files)))
    }

    @Test
    func `all texts are handed on with their SHA-256, the configuration first`() throws {
        var files = Self.files
        files["agreements.d/partner.domains"] = "abc"
        let texts = try ScratchFolder(files).report().loaded.texts
        #expect(
            texts.map { $0.path.split(separator: "/").last } == [
                "tlsmandate.yaml", "partner.yaml", "second.yaml", "partner.domains",
            ]
        )
        #expect(texts.map { String(decoding: $0.octets, as: UTF8.self) }.first == ScratchFolder.configuration)
        // FIPS 180-2, appendix B.1.
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(texts.last?.digest == digest)
    }
}
