/// What `tlsmandate.yaml` says about deciding. Where to listen and where to record is the daemon's.
package struct Configuration: Sendable {
    package var organisation: Organisation
    /// Clients from here are not asked for TLS.
    package var exemptNetworks: [IPNetwork]
    package var replies: Replies
    package var classes: [MessageClass]
    /// The front ends that listen: what none of them can see, no agreement may demand.
    package var frontends: Set<Frontend>

    package init(
        organisation: Organisation,
        exemptNetworks: [IPNetwork] = [],
        replies: Replies = Replies(),
        classes: [MessageClass] = [],
        frontends: Set<Frontend> = [.policy]
    ) {
        self.organisation = organisation
        self.exemptNetworks = exemptNetworks
        self.replies = replies
        self.classes = classes
        self.frontends = frontends
    }
}

/// Who runs the mail server.
package struct Organisation: Sendable {
    package var name: String
    package var domains: [DomainPattern]
    /// The address that reply texts name; never refused as a recipient. ASCII.
    package var contact: String

    package init(name: String, domains: [DomainPattern], contact: String) {
        self.name = name
        self.domains = domains
        self.contact = contact
    }
}

/// SMTP reply codes with enhanced status codes (RFC 5321, section 4.2.1; RFC 3463).
package struct Replies: Hashable, Sendable {
    package var reject: String
    package var `defer`: String

    package init(reject: String = "550 5.7.1", defer temporary: String = "450 4.7.1") {
        self.reject = reject
        self.defer = temporary
    }
}

/// The ways in which a mail server asks.
package enum Frontend: String, CaseIterable, Codable, Sendable {
    case policy, milter, socketmap
}
