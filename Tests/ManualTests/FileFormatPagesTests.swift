import MailLab
import MandateCore
import RegisterFiles
import Testing

/// tlsmandate.yaml(5) and tlsmandate-agreement(5) against the grammar that the files are read by.
@Suite
struct FileFormatPagesTests {
    @Test
    func `the pages describe every key of the grammar, and no other`() throws {
        for page in try FileFormatPage.all {
            var described: [String: [String]] = [:]
            for key in try page.keys { described[key.mapping, default: []].append(key.name) }
            #expect(
                described.mapValues { $0.sorted() } == page.grammar.mappings.mapValues { $0.sorted() },
                "\(page.page.file)"
            )
        }
    }

    @Test
    func `leaving a key out does what the page calls its default`() throws {
        let plain = SampleRegister()
        let meaning = try plain.meaning()
        #expect(!meaning.contains("error: "), "\(meaning)")
        var count = 0
        for (page, file) in zip(try FileFormatPage.all, [\SampleRegister.configuration, \.agreement]) {
            for key in try page.keys {
                guard let value = key.item.defaultValue else { continue }
                count += 1
                var register = plain
                register[keyPath: file].add(key.name, value, at: key.mapping.split(separator: ".")[...])
                #expect(try register.meaning() == meaning, "\(page.page.file): \(key.path): \(value)")
            }
        }
        #expect(count > 25, "the pages name \(count) defaults")
    }

    /// The words that a key takes, by the enumeration that it is read by.
    private static let choicesOfConfiguration: [String: [String]] = [
        "journal-sync": ServiceConfiguration.JournalSync.allCases.map(\.rawValue),
        "journal-records": DecisionSettings.Recording.allCases.map(\.rawValue),
        "log-addresses": AddressKeeping.allCases.map(\.rawValue),
        "classes.NAME.senders": MessageClass.Senders.allCases.map(\.rawValue),
        "classes.NAME.needs": MessageClass.Need.allCases.map(\.rawValue),
    ]

    private static let choicesOfAgreement: [String: [String]] = [
        "mode": Mode.allCases.map(\.rawValue),
        "inbound.mode": Mode.allCases.map(\.rawValue),
        "identify-by": Agreement.Identification.allCases.map(\.rawValue),
        "inbound.level": SessionDemands.Level.allCases.map(\.rawValue),
        "relay.level": SessionDemands.Level.allCases.map(\.rawValue),
        "outbound.level": SecurityLevel.allCases.map(\.rawValue),
        "ours.minimum-protocol": ProtocolVersion.allCases.filter { $0 >= .tls10 }.map(\.rawValue),
        "ours.certificate.name": GatewayDemands.Name.allCases.map(\.rawValue),
        "ours.certificate.validation": GatewayDemands.Validation.allCases.map(\.rawValue),
    ]

    @Test
    func `the words that a key takes are those of the page`() throws {
        for (page, choices) in zip(try FileFormatPage.all, [Self.choicesOfConfiguration, Self.choicesOfAgreement]) {
            for (path, words) in choices {
                let item = try #require(try page.item(path), "\(path)")
                #expect(item.words == Set(words), "\(page.page.file): \(path)")
            }
        }
    }

    @Test
    func `the ciphers that are always excluded are named`() throws {
        let item = try #require(try FileFormatPage.agreement.item("inbound.exclude-ciphers"))
        let words = Set(item.body.joined(separator: " ").split(separator: " ").map(String.init))
        for keyword in CipherExclusion.always { #expect(words.contains(keyword.text), "\(keyword.text)") }
    }

    @Test
    func `every example of the configuration loads`() throws {
        let examples = try ManualPage("tlsmandate.yaml.5").examples
        #expect(examples.count == 2)
        for example in examples { #expect(try errors(configuration: example, agreement: nil) == [], "\(example)") }
    }

    @Test
    func `every example of an agreement loads beside the last example of the configuration`() throws {
        let configuration = try #require(try ManualPage("tlsmandate.yaml.5").examples.last)
        let examples = try ManualPage("tlsmandate-agreement.5").examples
        #expect(examples.count == 4)
        for example in examples {
            #expect(try errors(configuration: configuration, agreement: example) == [], "\(example)")
        }
    }

    @Test
    func `every key stands in an example`() throws {
        for page in try FileFormatPage.all {
            let examples = try page.page.examples.joined(separator: "\n")
            for key in Set(page.grammar.mappings.values.joined()) {
                let isShown = examples.split { " {\n".contains($0) }.contains("\(key):")
                #expect(isShown, "\(page.page.file): \(key)")
            }
        }
    }

    private func errors(configuration: String, agreement: String?) throws -> [String] {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try folder.write(configuration, to: "tlsmandate.yaml")
        let agreements = try folder.folder("agreements.d")
        // The list that an example names.
        try agreements.write("subsidiary.example\n", to: "partner.domains")
        if let agreement { try agreements.write(agreement, to: "example.yaml") }
        return RegisterLoader.load(configuration: path, today: Day(daysSinceEpoch: 20_000)).errors.map(\.description)
    }
}
