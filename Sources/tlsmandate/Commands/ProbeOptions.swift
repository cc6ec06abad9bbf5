import ArgumentParser
import Foundation
import MandateCore
import STARTTLSProbe

/// How gateways are tested.
struct ProbeOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The envelope sender. Default: postmaster in our first domain.", valueName: "address")
    )
    var from: String?
    @Option(
        name: .long,
        help: ArgumentHelp("The envelope recipient. Default: postmaster at the domain.", valueName: "address")
    )
    var to: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Seconds that one stage may take, 1 to 3600; all together may take three times as long.",
            valueName: "seconds"
        )
    )
    var timeout = 60
    @Flag(name: .long, help: "Show the SMTP dialogue.")
    var trace = false
    @Flag(
        name: .long,
        help: """
            Offer weaker protocols and ciphers alone, too, one a connection; a gateway that takes what the agreement excludes \
            violates it.
            """
    )
    var weak = false
    @Option(
        name: .long,
        help: ArgumentHelp("A PEM file with certificate revocation lists.", valueName: "file"),
        completion: .file()
    )
    var crl: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The DNS resolver, a numeric address; its port is 53 unless one is given. Default: /etc/resolv.conf.",
            valueName: "host:port"
        )
    )
    var resolver: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A zone file with DNSSEC trust anchors. Default: \(ResolverSettings.rootKey).",
            valueName: "file"
        ),
        completion: .file()
    )
    var dnsTrustAnchors: String?
    @Option(name: .long, help: "The port of MX hosts, 1 to 65535.")
    var port = 25

    func validate() throws {
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout is 1 to 3600 seconds.") }
        guard (1...65_535).contains(port) else { throw ValidationError("--port is 1 to 65535.") }
        if let resolver {
            guard let (host, _) = Self.hostAndPort(resolver, defaultPort: 53), IPAddress(host) != nil else {
                throw ValidationError("--resolver is a numeric address, with or without :PORT, not '\(resolver)'.")
            }
        }
        guard Envelope(helo: "probe", sender: from ?? "", recipient: to ?? "postmaster") != nil else {
            throw ValidationError("--from and --to are mail addresses, without angle brackets.")
        }
    }

    var resolverSettings: ResolverSettings {
        let named = resolver.flatMap { Self.hostAndPort($0, defaultPort: 53) }
        return ResolverSettings(server: named?.host, port: named?.port ?? 53, trustAnchors: dnsTrustAnchors)
    }

    func settings(register: Register?) throws -> ProbeRunner.Settings {
        let own = register?.configuration.organisation.domains.first { !$0.below }?.name.text
        var settings = ProbeRunner.Settings(
            helo: HostName.own,
            sender: from ?? "postmaster@\(own ?? HostName.own)",
            now: { Timestamp.now }
        )
        settings.limits = ProbeLimits(stage: .seconds(timeout))
        settings.recipient = to
        settings.traces = trace
        settings.asksWeaker = weak
        settings.revocationList = crl
        return settings
    }

    /// Reads `host`, `host:port`, `[host]:port`; nil for what is neither.
    static func hostAndPort(_ text: String, defaultPort: Int) -> (host: String, port: Int)? {
        var host = text[...]
        var port = defaultPort
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        // An IPv6 address has colons of its own.
        if let colon = text.lastIndex(of: ":"), colons == 1 || text[..<colon].hasSuffix("]") {
            guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            host = text[..<colon]
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), port)
    }
}

extension CommonOptions {
    /// Whether the configuration file is there.
    var hasConfiguration: Bool { FileManager.default.fileExists(atPath: config) }
}
