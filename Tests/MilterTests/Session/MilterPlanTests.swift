import Testing

@testable import Milter

struct MilterPlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var agreement = Site.partner()
        var classes = ""
        let needs: Set<String>

        init(_ description: String, agreement: String = Site.partner(), classes: String = "", needs: Set<String>) {
            testDescription = description
            self.agreement = agreement
            self.classes = classes
            self.needs = needs
        }
    }

    private static func messageClass(_ rest: String) -> String {
        """
        classes:
          confidential:
            headers: { X-Classification: [vertraulich] }
        \(rest)

        """
    }

    static let cases = [
        Case("an agreement that rejects", needs: []),
        Case("one that holds", agreement: Site.partner(onViolation: "hold"), needs: ["hold"]),
        Case(
            "one that would hold, in testing",
            agreement: Site.partner(onViolation: "hold", mode: "testing"),
            needs: []
        ),
        Case("one that would hold, off", agreement: Site.partner(onViolation: "hold", mode: "off"), needs: []),
        Case("one of whose relay holds", agreement: Site.relay(onViolation: "hold"), needs: ["hold"]),
        Case(
            "one known by the From field",
            agreement: Site.partner() + "\nidentify-by: [header-from]",
            needs: ["header", "from"]
        ),
        Case(
            "one known by the From field, off",
            agreement: Site.partner(mode: "off") + "\nidentify-by: [header-from]",
            needs: []
        ),
        Case(
            "one that exempts end-to-end encryption",
            agreement: Site.partner() + "\nend-to-end-exempt: true",
            needs: ["header", "body"]
        ),
        Case(
            "one that asks nothing of sessions",
            agreement: """
                partner: Partner AG
                domains: [partner.example]
                end-to-end-exempt: true
                outbound: { level: secure }
                """,
            needs: []
        ),
        Case(
            "a class that needs TLS",
            classes: messageClass("    needs: tls\n    on-violation: reject"),
            needs: ["header"]
        ),
        Case(
            "a class that holds",
            classes: messageClass("    needs: tls\n    on-violation: hold"),
            needs: ["header", "hold"]
        ),
        Case(
            "a class that needs end-to-end encryption",
            classes: messageClass("    needs: end-to-end\n    on-violation: reject"),
            needs: ["header", "body"]
        ),
        Case(
            "an agreement for a class",
            agreement: Site.partner() + "\napplies-to: [confidential]",
            classes: messageClass("    needs: tls\n    on-violation: reject"),
            needs: ["header"]
        ),
    ]

    @Test(arguments: cases)
    func `only what an agreement or a class goes by is read of a message`(_ example: Case) throws {
        let plan = try Site.plan(["partner": example.agreement], configuration: example.classes)
        var needs: Set<String> = []
        if plan.readsHeader { needs.insert("header") }
        if plan.readsBody { needs.insert("body") }
        if plan.readsFrom { needs.insert("from") }
        if plan.holds { needs.insert("hold") }
        #expect(needs == example.needs)
    }
}
