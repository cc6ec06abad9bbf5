/// Names of hosts and certificates that many tenants of one provider share.
enum SharedNames {
    /// Who shares a name out, or nil where it is not known to be shared.
    ///
    /// - Parameter name: A domain or a pattern, in lower case; `*` in front of a dot and leading dots do not matter.
    static func owner(of name: String) -> String? {
        let bare = name.drop { $0 == "*" || $0 == "." }
        return owners.first { bare == $0.key || bare.hasSuffix("." + $0.key) }?.value
    }

    private static let owners = [
        "outlook.com": "Microsoft 365", "office365.com": "Microsoft 365", "onmicrosoft.com": "Microsoft 365",
        "hotmail.com": "Microsoft", "google.com": "Google Workspace", "googlemail.com": "Google", "gmail.com": "Google",
        "amazonses.com": "Amazon SES", "amazonaws.com": "Amazon Web Services", "sendgrid.net": "SendGrid",
        "mailgun.org": "Mailgun", "mimecast.com": "Mimecast", "pphosted.com": "Proofpoint",
        "messagelabs.com": "Broadcom",
        "iphmx.com": "Cisco", "hornetsecurity.com": "Hornetsecurity", "antispameurope.com": "Hornetsecurity",
        "expurgate.de": "eleven", "kundenserver.de": "IONOS", "kasserver.com": "ALL-INKL.COM",
        "your-server.de": "Hetzner",
        "ppe-hosted.com": "Proofpoint", "barracudanetworks.com": "Barracuda", "gmx.net": "GMX", "web.de": "WEB.DE",
        "t-online.de": "Telekom", "yahoo.com": "Yahoo", "icloud.com": "Apple",
    ]
}
