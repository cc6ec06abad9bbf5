/// What a test chooses of a private Sendmail.
package struct SendmailSettings: Sendable {
    /// What becomes of accepted mail that is not quarantined.
    package enum Delivery: Sendable {
        /// It is delivered at once, into `SendmailInstance.delivered`.
        case atOnce
        /// All of it stays in the queue, until `SendmailInstance.flush()`.
        case queue

        /// As option DeliveryMode spells it.
        var mode: String {
            switch self {
            case .atOnce: "background"
            case .queue: "queueonly"
            }
        }
    }

    /// Whom Sendmail sees in a client that connects from `address`. The lines of its hosts file: so several addresses
    /// may share a name, and for a name of several lines only the first address is found. That makes a client on one
    /// of the others "FORGED" in `{client_resolve}`; one that is in no line is "FAIL".
    package struct Client: Sendable {
        /// In 127.0.0.0/8: what `SMTPClient` connects from.
        package var address: String
        /// The first is what the address resolves to.
        package var names: [String]

        package init(_ address: String, _ names: String...) {
            self.address = address
            self.names = names
        }
    }

    /// Fully qualified. Sendmail gives no mail to a server that greets with the same.
    package var hostName: String
    /// STARTTLS is offered with this; nil for a server without TLS.
    package var serverCertificate: TestCertificate?
    /// `confCACERT`: who may sign the clients' certificates, which are asked for.
    package var trustFile: String?
    /// TLS 1.0 and 1.1, and all ciphers, even those without encryption.
    package var allowsWeakSessions: Bool
    package var delivery: Delivery
    package var clients: [Client]
    /// Milters, each as the second argument of INPUT_MAIL_FILTER: `S=local:/path, F=T`. Their sockets are inside the
    /// temporary folder of the instance: Sendmail sees no other.
    package var filters: [String]
    /// Macro lists by stage, such as `["HELO": "{verify}, {tls_version}"]`; they replace Sendmail's own. The stages are
    /// CONNECT, HELO, ENVFROM, ENVRCPT, DATA, EOH, EOM.
    package var macros: [String: String]
    /// Domains, or hosts, and where their mail goes: `["partner.example": "esmtp:[127.0.0.1]"]`. All other mail is
    /// delivered by the lab's own mailer, `lab:lab`.
    package var mailerTable: [String: String]
    /// Lines of sendmail.mc behind those of the lab, before MAILER.
    package var lines: [String]

    package init(
        hostName: String = "mx.example.com",
        serverCertificate: TestCertificate? = nil,
        trustFile: String? = nil,
        allowsWeakSessions: Bool = false,
        delivery: Delivery = .atOnce,
        clients: [Client] = [],
        filters: [String] = [],
        macros: [String: String] = [:],
        mailerTable: [String: String] = [:],
        lines: [String] = []
    ) {
        self.hostName = hostName
        self.serverCertificate = serverCertificate
        self.trustFile = trustFile
        self.allowsWeakSessions = allowsWeakSessions
        self.delivery = delivery
        self.clients = clients
        self.filters = filters
        self.macros = macros
        self.mailerTable = mailerTable
        self.lines = lines
    }
}
