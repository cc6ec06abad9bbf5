/// The text of main.cf and master.cf of a private Postfix (postconf(5), master(5)).
struct PostfixConfiguration {
    let settings: PostfixSettings
    /// Of the instance; holds the queue, the data and the log.
    let folder: TemporaryFolder
    let port: Int

    var main: String {
        let parameters = [places, behaviour, tls, settings.parameters].reduce(into: [:]) { all, part in
            all.merge(part) { _, new in new }
        }
        return parameters.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
    }

    /// Debian's services without those for other mail systems; none is chrooted, so that they reach sockets anywhere.
    var master: String {
        let services = """
            127.0.0.1:\(port) inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            local unix - n n - - local
            virtual unix - n n - - virtual
            lmtp unix - - n - - lmtp
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """
        return ([services] + settings.services).map { $0 + "\n" }.joined()
    }

    private var places: [String: String] {
        [
            "compatibility_level": "3.6",
            "queue_directory": folder.path("queue"),
            "data_directory": folder.path("data"),
            "maillog_file": folder.path("maillog"),
            "maillog_file_prefixes": folder.path,
            "inet_interfaces": "loopback-only",
            "inet_protocols": "ipv4",
            "myhostname": "mx.example.com",
        ]
    }

    /// Mail for every domain is relayed to discard(8), nothing is looked up, and refusals cost the client no waiting
    /// (`smtpd_error_sleep_time`). Postfix insists on `reject_unauth_destination`; it refuses nothing here.
    private var behaviour: [String: String] {
        [
            "mydestination": "",
            "alias_maps": "",
            "alias_database": "",
            "append_dot_mydomain": "no",
            "relay_domains": "static:all",
            "relay_transport": "discard",
            "default_transport": "discard",
            "local_transport": "discard",
            "smtpd_relay_restrictions": "reject_unauth_destination",
            "smtpd_authorized_xclient_hosts": "127.0.0.1",
            "smtpd_error_sleep_time": "0",
            "in_flow_delay": "0",
            "smtpd_data_restrictions": settings.delivery == .hold ? "check_client_access static:HOLD" : "",
        ]
    }

    private var tls: [String: String] {
        guard let certificate = settings.serverCertificate else { return [:] }
        var parameters = [
            "smtpd_tls_security_level": "may",
            "smtpd_tls_chain_files": "\(certificate.keyFile), \(certificate.chainFile)",
            "smtpd_tls_ask_ccert": "yes",
            "smtpd_tls_fingerprint_digest": "sha256",
            "smtpd_tls_loglevel": "1",
            "smtpd_tls_received_header": "yes",
        ]
        if let trustFile = settings.trustFile {
            parameters["smtpd_tls_CAfile"] = trustFile
        }
        if settings.allowsWeakSessions {
            parameters["smtpd_tls_protocols"] = ">=TLSv1"
            parameters["smtpd_tls_mandatory_protocols"] = ">=TLSv1"
            parameters["tls_medium_cipherlist"] = "ALL:eNULL:@SECLEVEL=0"
        }
        return parameters
    }
}
