import MandateCore
import Testing

extension MessageClass {
    /// A class whose messages bear its name in X-Classification.
    static func test(
        _ name: String,
        headers: [String: [String]]? = nil,
        subject: [String] = [],
        senders: Senders = .known,
        needs: Need = .tls,
        onViolation response: SessionDemands.Response = .hold
    ) -> MessageClass {
        MessageClass(
            name: name,
            headers: headers ?? ["X-Classification": [name]],
            subject: subject,
            senders: senders,
            needs: needs,
            response: response
        )
    }
}

extension Message {
    /// A message that partner.example hands over for example.com.
    static func test(
        from sender: String = "anna@partner.example",
        to recipients: [String] = ["berta@example.com"],
        fromAddresses: [String] = [],
        marked: ClassMarks.Found = [],
        isEndToEndEncrypted: Bool = false
    ) -> Message {
        Message(
            sender: sender,
            recipients: recipients,
            clientName: "unknown",
            fromAddresses: fromAddresses,
            marked: marked,
            isEndToEndEncrypted: isEndToEndEncrypted
        )
    }
}

extension Session {
    /// A session as a milter sees it.
    ///
    /// - Parameter words: As for an observation.
    static func milter(_ words: String = "clear", clientAddress: String? = "192.0.2.1") throws -> Session {
        Session(clientAddress: clientAddress, observation: try Observation(words: words), frontend: .milter)
    }
}

/// Any day on which all agreements of the tests are in force.
enum SomeDay {
    static func get() throws -> Day { try #require(Day("2026-06-01")) }
}
