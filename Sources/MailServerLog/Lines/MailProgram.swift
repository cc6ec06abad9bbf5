/// The programs whose lines tell of deliveries and of TLS.
package enum MailProgram: Sendable {
    /// Postfix smtp(8) and lmtp(8), which deliver, and error(8), which tells why qmgr(8) does not have them try.
    case postfixClient
    /// Postfix smtpd(8), which receives.
    case postfixServer
    /// Postfix qmgr(8) and postsuper(1), which say when a message leaves the queue.
    case postfixQueue
    case sendmail

    /// The program by its name in a log; nil for one whose lines tell nothing here.
    ///
    /// Postfix: `syslog_name` and the name of the program, between them in master.cf's relay service its own (`-o
    /// syslog_name=postfix/$service_name`). Sendmail: `sendmail`, or what Debian's scripts call it by `-L`: `sm-mta`, `sm-msp-queue`.
    ///
    /// - Parameter name: The octets of the name, without the process id.
    package init?(_ name: Span<UInt8>) {
        if name.hasPrefix("sendmail") || name.hasPrefix("sm-") {
            self = .sendmail
            return
        }
        var start = name.count
        while start > 0, name[start - 1] != UInt8(ascii: "/") { start -= 1 }
        guard start > 0 else { return nil }
        let last = name.extracting(start..<name.count)
        if last.equals("smtp") || last.equals("lmtp") || last.equals("error") {
            self = .postfixClient
        } else if last.equals("smtpd") {
            self = .postfixServer
        } else if last.equals("qmgr") || last.equals("postsuper") {
            self = .postfixQueue
        } else {
            return nil
        }
    }

    /// Whether a text may tell something: most lines of smtpd(8) and qmgr(8) do not, and are left out before they are copied.
    func mayTell(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .postfixServer:
            text.hasPrefix("SSL_accept error") || text.hasPrefix("warning: TLS library problem")
                || text.contains(" TLS connection established from ")
        case .postfixQueue: text.hasSuffix(": removed") || text.contains(", status=expired,")
        case .postfixClient, .sendmail: true
        }
    }
}
