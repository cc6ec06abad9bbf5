import MailLab
import MandateCore
import RegisterFiles

/// A configuration with one agreement that has every mapping of the grammar, to which a key can be added.
struct SampleRegister {
    /// YAML of mappings and of texts that stand in the file as they are.
    indirect enum Node {
        case text(String)
        case mapping([(key: String, value: Node)])

        /// In flow style.
        var yaml: String {
            switch self {
            case .text(let text): text
            case .mapping(let pairs): "{ " + pairs.map { "\($0.key): \($0.value.yaml)" }.joined(separator: ", ") + " }"
            }
        }

        /// Adds a key to the mapping at a path; a path that leads nowhere is a mistake of the test.
        mutating func add(_ key: String, _ value: String, at path: ArraySlice<Substring>) {
            guard case .mapping(var pairs) = self else { preconditionFailure("no mapping at \(path)") }
            guard let first = path.first else {
                self = .mapping(pairs + [(key, .text(value))])
                return
            }
            guard let place = pairs.firstIndex(where: { $0.key == first }) else {
                preconditionFailure("no mapping \(first)")
            }
            pairs[place].value.add(key, value, at: path.dropFirst())
            self = .mapping(pairs)
        }
    }

    var configuration = Node.mapping([
        (
            "organisation",
            .mapping([
                ("name", .text("Example GmbH")), ("domains", .text("[example.com]")),
                ("contact", .text("postmaster@example.com")),
            ])
        ),
        (
            "listen",
            .mapping([
                ("policy", .text(#"["unix:policy.sock"]"#)), ("milter", .text(#""unix:milter.sock""#)),
                ("socketmap", .text(#"["unix:socketmap.sock"]"#)),
            ])
        ),
        ("replies", .mapping([])),
        (
            "classes",
            .mapping([("NAME", .mapping([("subject", .text(#"["[confidential]"]"#)), ("needs", .text("tls"))]))])
        ),
    ])

    var agreement = Node.mapping([
        ("partner", .text("Partner AG")), ("domains", .text("[partner.example]")),
        ("inbound", .mapping([("level", .text("encrypt"))])), ("relay", .mapping([("level", .text("encrypt"))])),
        ("outbound", .mapping([("level", .text("secure"))])), ("ours", .mapping([("certificate", .mapping([]))])),
    ])

    /// Loads it, and says what came of it.
    func meaning() throws -> String {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try folder.write(configuration.yaml + "\n", to: "tlsmandate.yaml")
        try folder.folder("agreements.d").write(agreement.yaml + "\n", to: "partner.yaml")
        let result = RegisterLoader.load(configuration: path, today: Day(daysSinceEpoch: 20_000))
        guard let loaded = result.loaded else {
            return result.errors.map(\.description).joined(separator: "\n").replacing(folder.path, with: "")
        }
        var configuration = loaded.register.configuration
        // A set has no order of its own; the service's addresses say what listens.
        configuration.frontends = []
        let parts = [String(describing: loaded.service), String(describing: configuration)]
        return (parts + loaded.register.agreements.map(Self.meaning)).joined(separator: "\n")
            .replacing(folder.path, with: "")
    }

    /// All that an agreement says, but for the lines on which it says it.
    private static func meaning(of agreement: Agreement) -> String {
        func session(_ demands: SessionDemands?) -> SessionDemands? {
            var demands = demands
            demands?.lines = DemandLines(section: 0)
            return demands
        }
        func gateway(_ demands: GatewayDemands) -> GatewayDemands {
            var demands = demands
            demands.lines = DemandLines(section: 0)
            return demands
        }
        var outbound = agreement.outbound
        outbound?.lines = DeliveryLines()
        if let demands = outbound?.gateway { outbound?.gateway = gateway(demands) }
        let parts: [Any?] = [
            agreement.mode, agreement.validity, agreement.domains, agreement.appliesTo, agreement.endToEndExempt,
            agreement.gateways, agreement.identifyBy, agreement.clients, session(agreement.inbound),
            session(agreement.relay), outbound, agreement.ours.map(gateway),
        ]
        return parts.map { $0.map { String(describing: $0) } ?? "none" }.joined(separator: "\n")
    }
}
