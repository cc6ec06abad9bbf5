import MandateCore
import Testing

@Suite
struct DeliveryPolicyTests {
    @Test(arguments: try CaseTable.rows("policy-values", columns: 3))
    func `demands come to a value`(row: CaseTable.Row) throws {
        let (demands, gateways) = try DeliveryDemands.words(row[0])
        let version = try #require(PostfixVersion(row[1]))
        #expect(DeliveryPolicy(demands, gateways: gateways).text(for: version) == row[2])
    }

    @Test(arguments: try CaseTable.rows("policy-values", columns: 3))
    func `no value has what Postfix would take for invalid`(row: CaseTable.Row) throws {
        let attributes = row[2].split(separator: " ", omittingEmptySubsequences: false).dropFirst()
        #expect(!row[2].contains("{") && !row[2].contains(",") && !row[2].contains("  "))
        for attribute in attributes {
            let parts = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            #expect(parts.count == 2 && !parts[0].isEmpty && parts.last?.isEmpty == false, "\(attribute)")
        }
        #expect(Set(attributes.map { $0.prefix { $0 != "=" } }).count == attributes.count)
    }

    @Test(arguments: [128, 256])
    func `OpenSSL selects no cipher that is shorter, nor one of those always excluded`(bits: Int) throws {
        let (demands, _) = try DeliveryDemands.words("level=encrypt bits=\(bits)")
        let policy = DeliveryPolicy(demands)
        let string = (["HIGH"] + policy.exclusions.map { "!" + $0 }).joined(separator: ":")
        let left = try OpenSSL.suites(string)
        #expect(!left.isEmpty)
        for suite in left {
            #expect(!demands.gateway.exclusion.excludes(suite.name), "\(suite.name)")
            let length = try #require(suite.encryption.firstMatch(of: /\(([0-9]+)\)/)).1
            #expect(try #require(Int(length)) >= bits, "\(suite.name)")
        }
    }

    @Test(arguments: CipherKeyword.all.filter { !["ALL", "COMPLEMENTOFALL", "HIGH", "AES", "AES256"].contains($0) })
    func `what an agreement excludes is excluded from what Postfix offers`(keyword: String) throws {
        let (demands, _) = try DeliveryDemands.words("level=encrypt bits=1 exclude=\(keyword)")
        let policy = DeliveryPolicy(demands)
        let string = (["MEDIUM", "HIGH"] + policy.exclusions.map { "!" + $0 }).joined(separator: ":")
        for suite in try OpenSSL.suites(string) {
            #expect(!demands.gateway.exclusion.excludes(suite.name), "\(suite.name)")
        }
    }

    @Test(arguments: try CaseTable.rows("delivery-notes", columns: 4))
    func `what Postfix cannot be told is said`(row: CaseTable.Row) throws {
        let (demands, gateways) = try DeliveryDemands.words(row[0])
        let notes = DeliveryPolicy.notes(on: demands, gateways: gateways)
        let found = notes.first { $0.demand.rawValue == row[1] && ($0.weight == .warning) == (row[2] == "warning") }
        if row[2] == "nothing" {
            #expect(!notes.contains { $0.demand.rawValue == row[1] }, "\(notes)")
        } else {
            #expect(try #require(found, "\(notes)").text.contains(row[3]))
        }
    }
}
