import ArgumentParser
import Foundation
import MandateCore
import PostfixServers
import RegisterFiles

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decides without a mail server, and says why.",
        discussion: """
            Prints the decision for each recipient, and each demand beside what was observed, with the file and line that it comes \
            from. A session without --tls is in the clear. A certificate with a subject or an issuer is one that the mail server \
            trusts; one with a fingerprint alone is not trusted.

            Example: tlsmandate explain --sender info@hella.com --recipient sales@example.com --client-address 192.0.2.1 \
            --tls TLSv1.2 --cipher ECDHE-RSA-AES256-GCM-SHA384 --bits 256
            """
    )

    /// The front end whose view of a session is taken.
    enum FrontendOption: String, ExpressibleByArgument, CaseIterable {
        case policy
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions

    @Option(name: .long, help: "The envelope sender; empty: the null sender.")
    var sender = ""
    @Option(name: .long, parsing: .singleValue, help: "An envelope recipient; may be given several times.")
    var recipient: [String] = []
    @Option(name: .long, help: "The client's address; empty: the mail came by no SMTP session.")
    var clientAddress = "192.0.2.1"
    @Option(name: .long, help: "The client's verified name.")
    var clientName = "unknown"
    @Option(name: .long, help: "The TLS version, as in TLSv1.2.")
    var tls: String?
    @Option(name: .long, help: "The cipher suite, by OpenSSL's name.")
    var cipher: String?
    @Option(name: .long, help: "The bits of the session key. Default: 256.")
    var bits: Int?
    @Option(name: .long, help: "The common name of a trusted client certificate.")
    var clientCertSubject: String?
    @Option(name: .long, help: "The common name of its direct issuer.")
    var clientCertIssuer: String?
    @Option(name: .long, help: "The SHA-256 fingerprint of the client certificate or of its public key.")
    var clientCertFingerprint: String?
    @Option(name: .long, help: "The front end that asks: policy.")
    var frontend = FrontendOption.policy
    @Option(name: .long, help: "The moment of the decision, as in 2026-03-01 or 2026-03-01T12:00:00Z.")
    var at: String?

    func validate() throws {
        if recipient.isEmpty { throw ValidationError("Name at least one --recipient.") }
        if tls == nil,
            cipher != nil || bits != nil || clientCertSubject != nil || clientCertFingerprint != nil
                || clientCertIssuer != nil
        {
            throw ValidationError("A cipher, bits or a certificate need --tls: the session is in the clear without it.")
        }
        if tls != nil, cipher == nil { throw ValidationError("Name the --cipher of the session.") }
        if let bits, bits < 0 { throw ValidationError("--bits is a number of zero or more.") }
        if let at, Self.moment(at) == nil {
            throw ValidationError("--at is a day or a moment as in 2026-03-01T12:00:00Z.")
        }
        if let clientCertFingerprint, (try? Self.fingerprint(clientCertFingerprint)) == nil {
            throw ValidationError("--client-cert-fingerprint is 64 hexadecimal digits.")
        }
    }

    func run() throws {
        let register = try RegisterLoader.loadOrComplain(common.config).register
        let now = at.flatMap(Self.moment) ?? .now
        let session = Session(clientAddress: clientAddress.isEmpty ? nil : clientAddress, observation: try observation)
        for recipient in recipient {
            let participants = register.participants(
                sender: sender.utf8.span,
                recipient: recipient.utf8.span,
                clientName: clientName.utf8.span,
                clientAddress: clientAddress.utf8.span,
                on: now.day
            )
            let explanation = Explanation(
                register: register,
                participants: participants,
                sender: sender,
                recipient: recipient,
                session: session,
                clientName: clientName,
                now: now
            )
            switch output.format {
            case .json: try StandardStreams.printJSON(explanation)
            case .text: for line in explanation.lines { StandardStreams.print(line) }
            }
        }
    }

    private var observation: Observation {
        get throws {
            guard let tls, let cipher else { return Observation(encryption: .absent, certificate: .absent) }
            let hasNames = clientCertSubject != nil || clientCertIssuer != nil
            let fingerprint = try clientCertFingerprint.map(Self.fingerprint)
            let certificate = Observation.PeerCertificate(
                isTrusted: hasNames,
                subject: clientCertSubject.map { .value($0) } ?? .absent,
                issuer: clientCertIssuer.map { .value($0) } ?? .absent,
                fingerprints: fingerprint.map { .value([$0]) } ?? .absent
            )
            return Observation(
                encryption: .value(.init(protocolName: tls, cipher: cipher, bits: bits ?? 256)),
                certificate: hasNames || fingerprint != nil ? .value(certificate) : .absent
            )
        }
    }

    private static func fingerprint(_ text: String) throws -> Fingerprint {
        if let pin = try? Fingerprint(pin: text) { return pin }
        return try Fingerprint(hexadecimal: text)
    }

    private static func moment(_ text: String) -> Timestamp? {
        if let day = Day(text) { return Timestamp(milliseconds: day.daysSinceEpoch * 86_400_000) }
        return Moment.rfc3339(text)
    }
}
