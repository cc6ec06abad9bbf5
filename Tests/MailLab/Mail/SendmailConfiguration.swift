/// The text of sendmail.mc and of the other files of a private Sendmail (cf/README of its sources).
struct SendmailConfiguration {
    let settings: SendmailSettings
    /// Of the instance; holds the queue, the delivered mail and the log.
    let folder: TemporaryFolder
    let port: Int

    var main: String {
        let groups = [
            ["divert(0)dnl", "OSTYPE(`linux')"], places, behaviour, features, tls, filters, settings.lines,
            ["MAILER(`local')", "MAILER(`smtp')", "MAILER_DEFINITIONS", mailer],
        ]
        return groups.joined().map { $0 + "\n" }.joined()
    }

    /// The clients come first, so that a test can also name 127.0.0.1.
    var hosts: String {
        let clients = settings.clients.map { "\($0.address) \($0.names.joined(separator: " "))" }
        return (clients + ["127.0.0.1 localhost", "127.0.1.1 \(settings.hostName)"]).map { $0 + "\n" }.joined()
    }

    /// Nothing but files is asked for names, and only the first line of a name counts.
    static let resolver = [
        "nsswitch.conf": "hosts: files\npasswd: files\ngroup: files\n",
        "host.conf": "multi off\n",
        "service.switch": "hosts files\naliases files\n",
    ]

    var mailerTable: String {
        settings.mailerTable.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
    }

    /// The program behind the mailer `lab`. A file in `delivered` is complete as soon as it is there.
    var deliver: String {
        """
        #!/bin/sh
        # deliver QUEUE-ID RECIPIENT...: the message is on standard input.
        set -eu
        name=$1.$$
        shift
        { printf '%s\\n' "$@" ''; cat; } > '\(folder.path("run"))'/"$name"
        mv '\(folder.path("run"))'/"$name" '\(folder.path("delivered"))'/"$name"

        """
    }

    private var places: [String] {
        [
            define("confDOMAIN_NAME", settings.hostName),
            define("QUEUE_DIR", folder.path("queue")),
            define("STATUS_FILE", folder.path("run/statistics")),
            define("confPID_FILE", folder.path("run/sendmail.pid")),
            define("confSERVICE_SWITCH_FILE", folder.path("conf/service.switch")),
            define("confHOSTS_FILE", folder.path("conf/hosts")),
            define("HELP_FILE", folder.path("conf/help")),
            "undefine(`ALIAS_FILE')",
            // What the system may have in /etc/mail is none of the lab's.
            define("confCW_FILE", "-o \(folder.path("conf/none"))"),
            define("confCT_FILE", "-o \(folder.path("conf/none"))"),
            define("confCR_FILE", "-o \(folder.path("conf/none"))"),
        ]
    }

    /// Mail for every domain is accepted, nothing is looked up, and refusals cost the client no waiting. At log level
    /// 14 each answer of a milter is logged. Load averages are those of the tests: they are not to make it refuse or
    /// queue mail.
    private var behaviour: [String] {
        [
            define("confDELIVERY_MODE", settings.delivery.mode),
            define("confLOG_LEVEL", "14"),
            define("confTO_IDENT", "0"),
            define("confDONT_PROBE_INTERFACES", "True"),
            define("confBAD_RCPT_THROTTLE", "0"),
            define("confQUEUE_LA", "1000"),
            define("confREFUSE_LA", "1000"),
            define("confLOCAL_MAILER", "lab"),
            define("SMART_HOST", "lab:lab"),
            // Its default of 10 waiting connections drops those of parallel tests.
            "DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1, Port=\(port), Listen=200')",
        ]
    }

    private var features: [String] {
        var names = [
            "`promiscuous_relay'", "`accept_unresolvable_domains'", "`accept_unqualified_senders'", "`nocanonify'",
            "`no_default_msa'",
        ]
        if !settings.mailerTable.isEmpty {
            // Columns count from 0, and without -v the key itself is the value.
            names.append("`mailertable', `text -v1 \(folder.path("conf/mailertable"))'")
        }
        return names.map { "FEATURE(\($0))" }
    }

    private var tls: [String] {
        guard settings.serverCertificate != nil else { return [] }
        var lines = [
            define("confSERVER_CERT", folder.path("conf/server.pem")),
            define("confSERVER_KEY", folder.path("conf/server.key")),
            // Without either, Sendmail asks no client for a certificate.
            define("confCACERT", folder.path("conf/trusted.pem")),
            define("confCACERT_PATH", folder.path("conf/trusted")),
        ]
        if settings.allowsWeakSessions {
            lines.append(define("confCIPHER_LIST", "ALL:eNULL:@SECLEVEL=0"))
            lines.append(define("confSERVER_SSL_OPTIONS", "-SSL_OP_NO_TLSv1 -SSL_OP_NO_TLSv1_1"))
        }
        return lines
    }

    private var filters: [String] {
        // Two quotes: the value has commas, and is expanded once more.
        let macros = settings.macros.sorted { $0.key < $1.key }.map { stage, list in
            "define(`confMILTER_MACROS_\(stage)', ``\(list)'')"
        }
        return macros
            + settings.filters.enumerated().map { index, equates in
                "INPUT_MAIL_FILTER(`filter\(index + 1)', `\(equates)')"
            }
    }

    /// Of the flags (section 5.4 of Sendmail's operations guide), `S` keeps root, `m` permits several recipients, and
    /// `n` leaves out the line "From ". It speaks SMTP to a mailer that has no `$u`.
    private var mailer: String {
        "Mlab, P=\(folder.path("conf/deliver")), F=lsDFMPSnmqhu9, S=EnvFromSMTP, R=EnvToSMTP, "
            + "T=DNS/RFC822/X-Unix, A=deliver $i $u"
    }

    private func define(_ name: String, _ value: String) -> String {
        "define(`\(name)', `\(value)')"
    }
}
