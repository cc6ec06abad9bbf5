import MailLab

extension Gateway {
    /// A gateway with a message that the agreement `holding` has put on hold, from info@holding.example to sales@example.com.
    static func holding() throws -> Gateway {
        let gateway = try Gateway(agreements: [
            "holding": """
            partner: Holding AG
            domains: [holding.example]
            inbound: { level: encrypt, on-violation: hold }
            """
        ])
        let client = try SMTPClient(port: gateway.postfix.port)
        _ = try client.ehlo()
        _ = try client.xclient(["ADDR": "192.0.2.7", "NAME": "mail.holding.example"])
        _ = try client.ehlo()
        _ = try client.deliver(from: "info@holding.example", to: ["sales@example.com"])
        client.quit()
        return gateway
    }
}
