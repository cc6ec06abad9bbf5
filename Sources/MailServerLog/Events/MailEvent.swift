package import MandateCore

/// What a mail server's log tells of deliveries and of TLS.
package enum MailEvent: Equatable, Sendable {
    case delivery(Delivery)
    /// A gateway could not be used, and another was tried: the delivery itself has its own event.
    case gatewayFailure(GatewayFailure)
    /// A client that connected to us could not start TLS.
    case clientFailure(ClientFailure)
    /// A client that connected to us has started TLS.
    case clientSuccess(client: Peer, time: Timestamp)
    /// Why the handshake of a ``clientFailure(_:)`` failed, which Postfix logs behind it.
    case clientFailureReason(client: Peer, reason: String)
    /// A message has left the queue.
    case finished(message: MessageName, time: Timestamp)
}

/// A message in a queue: queue ids are of one host.
package struct MessageName: Hashable, Sendable {
    package var host: String
    package var queueID: String

    package init(host: String, queueID: String) {
        self.host = host
        self.queueID = queueID
    }
}

/// The other end of a connection, as logged: `mx.partner.example[192.0.2.1]:25`.
package struct Peer: Hashable, Sendable {
    /// As the mail server knows it; `unknown` in Postfix for a client without a verified name. Without a trailing dot.
    package var name: String
    package var address: String
    package var port: Int?

    package init(name: String, address: String, port: Int? = nil) {
        self.name = name
        self.address = address
        self.port = port
    }

    /// The name, or where there is none the address.
    package var text: String { name.isEmpty || name == "unknown" ? address : name }
}

/// An attempt to deliver a message to recipients, and what came of it.
package struct Delivery: Equatable, Sendable {
    package enum Status: String, Sendable {
        case sent, deferred, bounced
    }

    package var time: Timestamp
    package var message: MessageName
    package var recipients: [String]
    /// nil where no gateway was reached.
    package var relay: Peer?
    /// The enhanced status code (RFC 3463).
    package var dsn: String
    package var status: Status
    /// The mail server's words, or the gateway's.
    package var reason: String
    /// The session, where the log tells of it; nil: in the clear, or not recorded.
    package var tls: TLSSession?
    /// How TLS failed, where that is why it was not delivered.
    package var failure: FailureKind?
    /// The TLS library's words, or what is wrong with the certificate.
    package var detail: String?
    /// The line, for a reader; of failures of TLS only.
    package var example: String?
}

/// A TLS session in which our mail server was the client.
package struct TLSSession: Hashable, Sendable {
    /// How the gateway's certificate was found.
    package enum Verdict: Sendable {
        /// Postfix: its chain and its name are those that were asked for. Sendmail: DANE vouches for it.
        case verified
        /// Its chain leads to a CA that is trusted; the name was not looked at, or need not match.
        case trusted
        /// It was presented, and not verified.
        case untrusted
        /// None was presented.
        case anonymous
    }

    package var verdict: Verdict
    /// As the mail server names it: `TLSv1.3`.
    package var protocolName: String
    package var cipher: String
    /// Bits of the session key.
    package var bits: Int

    package init(verdict: Verdict, protocolName: String, cipher: String, bits: Int) {
        self.verdict = verdict
        self.protocolName = protocolName
        self.cipher = cipher
        self.bits = bits
    }
}

/// A gateway that could not be used.
package struct GatewayFailure: Equatable, Sendable {
    package var time: Timestamp
    package var message: MessageName?
    package var relay: Peer
    package var kind: FailureKind
    package var detail: String?
    package var example: String
}

/// A client that could not start TLS.
package struct ClientFailure: Equatable, Sendable {
    package var time: Timestamp
    package var client: Peer
    package var detail: String?
    package var example: String
}
