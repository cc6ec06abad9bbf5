/// How confidential a message is marked, and what that demands. Read by the milter, from the message's own header.
package struct MessageClass: Hashable, Sendable {
    /// Whose marks count.
    package enum Senders: String, CaseIterable, Sendable {
        /// Senders in our own domains or an agreement's.
        case known
        case all
    }

    package enum Need: String, CaseIterable, Sendable {
        case tls
        case endToEnd = "end-to-end"
    }

    package var name: String
    /// Header name and the values that mark a message: whole, caseless, `*` for any run.
    package var headers: [String: [String]]
    /// Marks anywhere in the subject, caseless.
    package var subject: [String]
    package var senders: Senders
    package var needs: Need
    package var response: SessionDemands.Response
    /// Where the class stands in the configuration's file.
    package var line: Int

    package init(
        name: String,
        headers: [String: [String]],
        subject: [String],
        senders: Senders,
        needs: Need,
        response: SessionDemands.Response,
        line: Int = 0
    ) {
        self.name = name
        self.headers = headers
        self.subject = subject
        self.senders = senders
        self.needs = needs
        self.response = response
        self.line = line
    }

    /// What `needs: tls` asks of every session; an agreement that takes part may ask more.
    package var sessionDemands: SessionDemands {
        SessionDemands(level: .encrypt, response: response, lines: DemandLines(section: line))
    }
}
