@testable import Milter

/// The macros that a mail server has for a session, one a line: its name and its value. A name alone is sent empty.
struct Macros: Sendable {
    private var values: [String: String]

    init(_ text: String) {
        values = Dictionary(
            text.split(separator: "\n").map { line in
                let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
                return (parts[0], parts.count == 2 ? parts[1] : "")
            }
        ) { $1 }
    }

    /// The same with other values.
    func with(_ text: String) -> Macros {
        var macros = self
        macros.values.merge(Macros(text).values) { $1 }
        return macros
    }

    func without(_ names: String...) -> Macros {
        var macros = self
        for name in names { macros.values[name] = nil }
        return macros
    }

    subscript(macro: MilterMacro) -> String? { values[macro.rawValue] }
}

/// As real servers send them: Postfix 3.7.11 and Sendmail 8.17.1.9 of Debian 12.
extension Macros {
    /// Postfix, in the clear.
    static let postfix = Macros(
        """
        v Postfix 3.7.11
        {client_addr} 192.0.2.25
        {client_name} mailout.partner.example
        {client_port} 43210
        """
    )

    static let postfixEncrypted = postfix.with(
        """
        {tls_version} TLSv1.3
        {cipher} TLS_AES_256_GCM_SHA384
        {cipher_bits} 256
        """
    )

    static let postfixTrusted = postfixEncrypted.with(
        """
        {cert_subject} mail1.hella.com
        {cert_issuer} Lab Root CA
        """
    )

    /// Postfix's cleanup(8), for mail that pickup(8) or qmqpd(8) brings.
    static let postfixLocal = Macros(
        """
        v Postfix 3.7.11
        {client_addr} 127.0.0.1
        {client_name} localhost
        {client_port} 0
        """
    )

    /// Sendmail, in the clear.
    static let sendmail = Macros(
        """
        v 8.17.1.9
        {client_addr} 192.0.2.25
        {client_name} mailout.partner.example
        {client_port} 43210
        {client_resolve} OK
        """
    )

    static let sendmailEncrypted = sendmail.with(
        """
        {tls_version} TLSv1.3
        {cipher} TLS_AES_256_GCM_SHA384
        {cipher_bits} 256
        {verify} NO
        {cert_subject}
        {cert_issuer}
        {cn_subject}
        {cn_issuer}
        """
    )

    static let sendmailTrusted = sendmailEncrypted.with(
        """
        {verify} OK
        {cert_subject} /CN=mail1.hella.com
        {cert_issuer} /CN=Lab+20Root+20CA
        {cn_subject} mail1.hella.com
        {cn_issuer} Lab+20Root+20CA
        """
    )

    /// A milter client that says neither what it is nor anything of TLS.
    static let stranger = Macros(
        """
        {client_addr} 192.0.2.25
        {client_name} mailout.partner.example
        """
    )
}
