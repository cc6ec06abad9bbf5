/// The macros that decisions go by, as libmilter names them (smfi_getsymval).
enum MilterMacro: String, CaseIterable, Sendable {
    /// The mail server's name and version.
    case version = "v"
    case queueID = "i"
    case clientAddress = "{client_addr}"
    case clientName = "{client_name}"
    case clientPort = "{client_port}"
    /// Sendmail's: whether the client's name was verified.
    case clientResolve = "{client_resolve}"
    case tlsVersion = "{tls_version}"
    case cipher = "{cipher}"
    case cipherBits = "{cipher_bits}"
    /// Sendmail's: what became of the verification of the client certificate.
    case verify = "{verify}"
    /// Postfix's: the common name of a trusted client certificate. (Sendmail's is a distinguished name, and not looked at.)
    case certificateSubject = "{cert_subject}"
    case certificateIssuer = "{cert_issuer}"
    /// Sendmail's: the common name, of any client certificate.
    case commonName = "{cn_subject}"
    case issuerCommonName = "{cn_issuer}"
    case authenticated = "{auth_authen}"
    /// The envelope addresses as the mail server reads them; at MAIL and RCPT themselves the client's own spelling comes.
    case sender = "{mail_addr}"
    case recipient = "{rcpt_addr}"
    /// Sendmail's, at the end of the message.
    case messageID = "{msg_id}"

    /// The macros to ask for at MAIL: all that the stages until then have. A list that is asked for replaces the stage's own
    /// (Postfix, milter8.c; Sendmail, milter.c); at HELO alone, a client that sends no second EHLO after STARTTLS would be taken
    /// for one in the clear.
    static let atMail = allCases.filter { $0 != .recipient && $0 != .messageID }

    static let atRecipient: [Self] = [.queueID, .recipient]

    static let atData: [Self] = [.queueID]

    static let atEndOfMessage: [Self] = [.queueID, .messageID]
}
