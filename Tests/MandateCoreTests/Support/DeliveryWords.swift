import MandateCore
import Testing

extension DeliveryDemands {
    /// Reads `level=secure match=.a.example bits=256`: what an agreement demands of deliveries, and its gateways.
    static func words(_ text: String) throws -> (demands: DeliveryDemands, gateways: [Agreement.Gateway]) {
        var demands = DeliveryDemands(level: .none)
        var gateways: [Agreement.Gateway] = []
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let value = try #require(parts.last)
            let list = value.split(separator: ",").map(String.init)
            switch parts.first {
            case "level": demands.level = try #require(SecurityLevel(rawValue: value))
            case "mode": demands.mode = try #require(Mode(rawValue: value))
            case "match": demands.match = list
            case "subjects": demands.gateway.subjects = list.map { NamePattern($0.replacing("_", with: " ")) }
            case "issuers": demands.gateway.issuers = list
            case "pins": demands.gateway.fingerprints = Set(try list.map(pin))
            case "anchors": demands.trustAnchors = value
            case "route": demands.route = value
            case "gateways": gateways = list.map { Agreement.Gateway(host: $0, port: 25) }
            case "protocol":
                demands.gateway.minimumProtocol = try #require(ProtocolVersion(rawValue: value))
                demands.gateway.lines.demands[.minimumProtocol] = 1
            case "bits":
                demands.gateway.minimumBits = try #require(Int(value))
                demands.gateway.lines.demands[.minimumBits] = 1
            case "exclude":
                demands.gateway.exclusion = CipherExclusion(try list.map { try #require(CipherExclusion.Entry($0)) })
                demands.gateway.lines.demands[.excludeCiphers] = 1
            default: Issue.record("no demand: \(word)")
            }
        }
        return (demands, gateways)
    }

    /// A pin of which every octet is the same.
    private static func pin(_ octet: String) throws -> Fingerprint {
        try Fingerprint(pin: "sha256:" + String(repeating: octet, count: 32))
    }
}
