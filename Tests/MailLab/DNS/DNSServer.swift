import Foundation

/// A real DNS server, Debian's unbound, on a loopback port, with zones of the test's own and nothing else: the Internet's
/// names do not exist there.
package final class DNSServer: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case start(String)

        package var description: String {
            switch self {
            case .start(let text): "unbound does not start: \(text)"
            }
        }
    }

    /// A zone that it answers for.
    package struct Zone: Sendable {
        /// With the last dot.
        package var name: String
        /// Lines of a zone file without SOA and NS, as in `mx.example. A 127.0.0.1`.
        package var records: [String]

        /// Whether it is signed with another key than the one that is trusted.
        package var isForged: Bool

        package init(_ name: String, _ records: [String], isForged: Bool = false) {
            self.name = name
            self.records = records
            self.isForged = isForged
        }
    }

    package let port: Int
    /// The file with the trust anchors of the signed zones.
    package let trustAnchors: String
    private let process: ChildProcess

    /// Starts it in the folder `dns` inside `folder`, and waits until it listens. Throws `Failure.start`.
    ///
    /// - `address`, `port`: where it listens; by default a port that is free. Resolvers of the system ask port 53 alone.
    /// - `signed`: zones that are signed with a key of their own (ldns-signzone(1)).
    package init(
        in folder: TemporaryFolder,
        at address: String = "127.0.0.1",
        port chosen: Int? = nil,
        records: [String],
        signed: [Zone] = []
    ) throws {
        let folder = try folder.folder("dns")
        port = try chosen ?? LoopbackPort.free()
        var files = [(".", try folder.write(Self.text(Zone(".", records)), to: "root.zone"))]
        var anchors = ""
        for zone in signed {
            let (file, anchor) = try SignedZone.make(zone.name, text: Self.text(zone), in: folder)
            files.append((zone.name, file))
            let other =
                zone.isForged ? try SignedZone.make(zone.name, text: Self.text(zone), in: folder).anchor : anchor
            anchors += other
        }
        trustAnchors = try folder.write(anchors, to: "anchors")
        let configuration = try folder.write(Self.configuration(address, port: port, zones: files), to: "unbound.conf")
        process = try ChildProcess("unbound", ["-d", "-c", configuration])
        do {
            try StreamSocket(to: .inet(host: address, port: port)).close()
        } catch {
            process.terminate()
            throw Failure.start("\(error)\n\(process.standardError)")
        }
    }

    /// Nothing stays behind when a test fails.
    deinit { process.terminate() }

    package func stop() { process.terminate() }

    private static func text(_ zone: Zone) -> String {
        (["$TTL 60", "\(zone.name) SOA ns.invalid. postmaster.invalid. 1 60 60 3600 60", "\(zone.name) NS ns.invalid."]
            + zone.records).map { $0 + "\n" }.joined()
    }

    /// Answers from the zones' files alone, as a resolver does: with recursion available, and with the signatures that are there.
    private static func configuration(_ address: String, port: Int, zones: [(name: String, file: String)]) -> String {
        let server = """
            server:
                interface: \(address)
                port: \(port)
                access-control: 127.0.0.0/8 allow
                do-daemonize: no
                num-threads: 1
                chroot: ""
                username: ""
                pidfile: ""
                use-syslog: no
                module-config: "iterator"
                local-zone: "example." nodefault

            """
        return zones.reduce(server) { text, zone in
            text + """
                auth-zone:
                    name: "\(zone.name)"
                    zonefile: "\(zone.file)"
                    for-downstream: no
                    for-upstream: yes
                    fallback-enabled: no

                """
        }
    }
}
