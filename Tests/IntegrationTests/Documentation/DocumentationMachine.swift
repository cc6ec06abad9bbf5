import Foundation
import MailLab
import Testing

/// A throw-away machine on which a document is followed: Postfix as Debian installs it, chrooted, with the lines of
/// conf/postfix/main.cf, and the service as its own user on the configuration in conf/.
final class DocumentationMachine {
    private let folder: TemporaryFolder
    private let machine: Machine
    private let serve: String
    private var service: ServiceProcess?
    /// What mail servers answered and the service logged, so far.
    private(set) var transcript = ""

    private static let configuration = "/etc/tlsmandate/tlsmandate.yaml"
    /// Domains of conf/agreements.d and of the documents.
    private static let partners = ["hella.com", "audi.de", "allianz.de", "partner.example"]

    init() throws {
        folder = try TemporaryFolder()
        let root = try CertificateAuthority.root(in: try folder.folder("ca"))
        let certificate = try root.issue(
            CertificateRequest(
                "mx.example.com",
                purpose: .server,
                names: ["mx.example.com", "mail1.partner.example"] + Self.partners.map { "mx." + $0 }
            )
        )
        machine = try Machine(
            in: folder,
            hostName: "mx.example.com",
            addresses: ["192.0.2.25", "198.51.100.25"],
            programs: ["tlsmandate": try Gateway.executable]
        )
        let script = machine.script(
            running: "tlsmandate",
            as: "tlsmandate",
            environment: ["RUNTIME_DIRECTORY": "/run/tlsmandate", "STATE_DIRECTORY": "/var/lib/tlsmandate"]
        )
        serve = try folder.write(script, to: "serve", mode: 0o755)
        let preparation = try machine.run(
            try String(contentsOf: try Gateway.cases("documentation/machine.sh"), encoding: .utf8),
            environment: [
                "CONF": Gateway.shipped.path, "CA": root.rootFile, "CERTIFICATE": certificate.chainFile,
                "KEY": certificate.keyFile, "NAMES": Self.partners.joined(separator: " "),
            ]
        )
        try #require(preparation.succeeded, "\(preparation.standardOutput)\(preparation.standardError)")
        try set(
            "listen: { policy: [\"unix:/var/spool/postfix/tlsmandate/policy.sock\"], milter: \"unix:milter.sock\" }"
        )
        try set("mail-log: /var/log/mail.log")
        try run("install -d -o tlsmandate -g postfix -m 0750 /var/spool/postfix/tlsmandate")
        try start()
        let lines = try String(contentsOf: Gateway.shipped.appending(path: "postfix/main.cf"), encoding: .utf8)
        try take(file: "/etc/postfix/main.cf", lines)
    }

    deinit {
        _ = service?.stop()
        machine.stop()
        folder.remove()
    }

    /// Runs a command as an administrator does.
    func command(_ line: String) throws -> ChildProcess.Finished { try machine.run(line) }

    @discardableResult
    private func run(_ line: String) throws -> String {
        let finished = try machine.run(line)
        try #require(
            finished.succeeded,
            "\(line): \(finished.status)\n\(finished.standardOutput)\(finished.standardError)"
        )
        return finished.standardOutput
    }

    // MARK: Files

    /// Puts lines into a file as an administrator does who is told to, and has mail decided with them.
    func take(file path: String, _ text: String) throws {
        switch (path as NSString).lastPathComponent {
        case "tlsmandate.yaml":
            let before = try run("cat \(Self.configuration)")
            // With who we are it is the whole file.
            if text.contains("organisation:") { try write(text, to: Self.configuration) } else { try set(text) }
            try restart()
            guard try run("tlsmandate status").contains("/var/spool/postfix/tlsmandate/policy.sock") else {
                // An example that has the service listen where Postfix was not told to ask: what follows has it back.
                try write(before, to: Self.configuration)
                return try restart()
            }
        case "main.cf":
            try setPostfix(text)
        case let name where path.hasSuffix(".yaml"):
            try write(text, to: "/etc/tlsmandate/agreements.d/" + name)
            try restart()
        case let name where path.hasSuffix(".domains"):
            return try write(text, to: "/etc/tlsmandate/agreements.d/" + name)
        case _ where path.hasSuffix(".service") || path.hasSuffix(".timer"):
            try write(text, to: path)
            return try verify(unit: path)
        case _ where path.contains("/journald.conf.d/"):
            try write(text, to: path)
            return try checkJournald()
        default:
            Issue.record("nobody knows how to try lines of \(path)")
            return
        }
        let asks = ["smtpd_milters": "milter", "check_policy_service": "policy"]
        try decideMail(by: asks.filter { path.hasSuffix(".cf") && text.contains($0.key) }.map(\.value))
    }

    private func write(_ text: String, to path: String) throws {
        let name = try folder.write(text, to: "file")
        try run("mkdir -p \"$(dirname '\(path)')\" && cat '\(name)' > '\(path)' && chmod 0644 '\(path)'")
    }

    /// Sets keys of tlsmandate.yaml: those that the text has take the place of those of the file.
    private func set(_ text: String) throws {
        func keys(_ text: String) -> Set<String> {
            Set(text.split(separator: "\n").compactMap { $0.firstMatch(of: /^[a-z-]+:/).map { String($0.output) } })
        }
        let new = keys(text)
        var kept = ""
        var isKept = true
        let old = try run("cat \(Self.configuration)")
        for line in old.split(separator: "\n") where !line.hasPrefix("#") {
            if let key = line.firstMatch(of: /^[a-z-]+:/) { isKept = !new.contains(String(key.output)) }
            if isKept { kept += line + "\n" }
        }
        try write(kept + text + "\n", to: Self.configuration)
    }

    /// Sets parameters of main.cf, each in the place of one of the same name (postconf(5)).
    private func setPostfix(_ text: String) throws {
        let file = try folder.write(text, to: "lines")
        // postconf(1) reads a file's lines as Postfix does.
        try run("mkdir -p /root/lines && cat '\(file)' > /root/lines/main.cf && cp /etc/postfix/master.cf /root/lines")
        let parameters = try run("postconf -c /root/lines -n").split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("config_directory ") }
        for parameter in parameters { try run("postconf -e '\(parameter)'") }
        try run("touch -d '1 minute ago' /etc/postfix/main.cf")
        let check = try machine.run("postfix check")
        #expect(check.succeeded && !check.standardError.contains("warning: "), "\(check.standardError)")
        // Its process ids are ours.
        let master = try #require(Int32(try run("tr -d ' ' < /var/spool/postfix/pid/master.pid").dropLast()))
        let isReloaded = try PostfixMaster(identifier: master).replaceProcesses { try run("postfix reload") }
        #expect(isReloaded, "Postfix goes on with what it knew before")
        if text.contains("smtp_tls_policy_maps") { try deliverToPartner() }
    }

    private func verify(unit path: String) throws {
        let finished = try machine.run("systemd-analyze verify '\(path)'")
        #expect(finished.succeeded && finished.standardError.isEmpty, "\(path): \(finished.standardError)")
    }

    /// journald says what it does not understand when it starts, before it has made its socket.
    private func checkJournald() throws {
        let said = try run(
            """
            rm -f /run/systemd/journal/socket
            SYSTEMD_LOG_TARGET=console /lib/systemd/systemd-journald > /root/journald.log 2>&1 &
            until test -S /run/systemd/journal/socket; do sleep 0.1; done
            cat /root/journald.log
            """
        )
        #expect(!said.contains("ignoring"), "\(said)")
    }

    // MARK: The service

    private func start() throws {
        service = try ServiceProcess(serve, configuration: Self.configuration, in: folder)
    }

    /// After a change of the configuration, which must be one that the service takes.
    private func restart() throws {
        let check = try machine.run("tlsmandate check")
        try #require(check.succeeded, "\(check.standardError)")
        noteLog()
        _ = service?.stop()
        try start()
    }

    private func noteLog() { transcript += service?.standardError ?? "" }

    /// All that was said so far.
    func said() -> String { transcript + (service?.standardError ?? "") }

    // MARK: Mail

    /// Has partners hand us mail in the clear, and expects that it is decided by agreements, and that each of the front ends that
    /// are named has decided some.
    private func decideMail(by frontends: [String]) throws {
        let before = try recorded([])
        let beforeEach = try frontends.map { try recorded([$0]) }
        for sender in ["info@hella.com", "info@partner.example"] {
            // Its exit code says how far it came, which is not what is asked here.
            let session = try machine.run(
                "swaks --server 192.0.2.25 --from \(sender) --to sales@example.com --helo mail.partner.example"
            )
            // `<-  250 …`, `<** 550 …`
            let replies = session.standardOutput.split(separator: "\n").filter { $0.hasPrefix("<") }
                .map { $0.dropFirst(4) + "\n" }.joined()
            transcript += replies
            #expect(replies.contains("\n250 2.1.0 "), "\(session.standardOutput)\(session.standardError)")
            #expect(!replies.contains("onfiguration problem"), "\(sender): \(replies)\n\(said())")
        }
        let isDecided = try Deadline().poll {
            let each = try frontends.map { try recorded([$0]) }
            let isMore = try recorded([]) > before && zip(beforeEach, each).allSatisfy { $0 < $1 }
            return isMore ? true : nil
        }
        #expect(isDecided == true, "no mail was decided by an agreement, by \(frontends): \(said())")
    }

    /// How many decisions by an agreement the journal has, of these front ends or of all.
    private func recorded(_ frontends: [String]) throws -> Int {
        let filters = frontends.map { " --frontend " + $0 }.joined()
        let list = try run("tlsmandate audit list --format json --agreement hella --agreement partner" + filters)
        return list.split(separator: "\n").count
    }

    /// Has Postfix deliver to a partner, whose certificate it must have verified as agreed.
    private func deliverToPartner() throws {
        func sent() throws -> [Substring] {
            try run("cat /var/log/mail.log").split(separator: "\n").filter { $0.contains("postfix/smtp[") }
        }
        let before = try sent().count
        try run("printf 'Subject: test\\n\\ntest\\n' | sendmail -f anna@example.com -t info@hella.com")
        let new = try Deadline().poll { () -> ArraySlice<Substring>? in
            let lines = try sent().dropFirst(before)
            return lines.contains { $0.contains("to=<info@hella.com>") } ? lines : nil
        }
        let lines = try #require(new).joined(separator: "\n")
        #expect(lines.contains("Verified TLS connection established to mx.hella.com"), "\(lines)")
        #expect(lines.firstMatch(of: /to=<info@hella.com>.*status=sent/) != nil, "\(lines)")
    }
}
