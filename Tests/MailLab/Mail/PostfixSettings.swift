/// What a test chooses of a private Postfix.
package struct PostfixSettings: Sendable {
    /// What becomes of accepted mail.
    package enum Delivery: Sendable {
        /// It is thrown away, by the discard(8) transport.
        case discard
        /// All of it stays in the hold queue, by `smtpd_data_restrictions`.
        case hold
    }

    /// STARTTLS is offered with this; nil for a server without TLS.
    package var serverCertificate: TestCertificate?
    /// `smtpd_tls_CAfile`: who may sign the clients' certificates.
    package var trustFile: String?
    /// TLS 1.0 and 1.1, which a Postfix of 3.7 permits by default too, and all ciphers, even those without encryption
    /// ("NULL"), for sessions with a protocol and a key of 0 bits.
    package var allowsWeakSessions: Bool
    package var delivery: Delivery
    /// Lines of main.cf; they stand before all that the lab sets.
    package var parameters: [String: String]
    /// More lines of master.cf, such as a second smtpd with `-o` options.
    package var services: [String]
    /// What names lead to, instead of /etc/hosts and DNS, where there are any; `smtp_host_lookup = native` has smtp(8) look there.
    package var hosts: [String: String]
    /// The address of a DNS server on port 53 that is asked for all names, instead of that of the system.
    package var nameServer: String?

    package init(
        serverCertificate: TestCertificate? = nil,
        trustFile: String? = nil,
        allowsWeakSessions: Bool = false,
        delivery: Delivery = .discard,
        parameters: [String: String] = [:],
        services: [String] = [],
        hosts: [String: String] = [:],
        nameServer: String? = nil
    ) {
        self.serverCertificate = serverCertificate
        self.trustFile = trustFile
        self.allowsWeakSessions = allowsWeakSessions
        self.delivery = delivery
        self.parameters = parameters
        self.services = services
        self.hosts = hosts
        self.nameServer = nameServer
    }
}
