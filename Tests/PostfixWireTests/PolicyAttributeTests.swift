import PostfixWire
import Testing

struct PolicyAttributeTests {
    @Test func `the attributes are those that Postfix 3.12 sends`() throws {
        let request = String(decoding: try RequestCase.request("postfix-3.12"), as: UTF8.self)
        let names = request.split(separator: "\n").map { $0.prefix { $0 != "=" } }
        #expect(PolicyAttribute.allCases.map { "\($0.name)" } == names.map(String.init))
    }

    @Test func `each attribute is told from all others, and absent ones are empty`() throws {
        for attribute in PolicyAttribute.allCases where attribute != .request {
            let isNumber = [.recipientCount, .size, .encryptionKeySize].contains(attribute)
            let value = isNumber ? "7" : "v"
            let request = try ReadRequest(lines: ["request=smtpd_access_policy", "\(attribute.name)=\(value)"])
            for other in PolicyAttribute.allCases where other != .request {
                #expect(request[other] == (other == attribute ? value : ""))
            }
        }
    }
}
