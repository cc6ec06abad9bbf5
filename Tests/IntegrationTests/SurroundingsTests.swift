import Foundation
import MailLab
import Testing

/// What happens around the service: files vanish, the clock jumps, journald restarts, the process is frozen.
@Suite struct SurroundingsTests {
    @Test func `the folder of the register is deleted: what was loaded stays in force, also over a restart`() throws {
        let service = try Service()
        try FileManager.default.removeItem(atPath: service.folder.path("agreements.d"))
        try FileManager.default.removeItem(atPath: service.configuration)
        service.process.reload()
        let status = try service.status { $0["failed_reload"] != nil }
        let errors = try #require((status["failed_reload"] as? [String: Any])?["errors"] as? [String])
        #expect(errors.count == 1 && errors[0].contains("tlsmandate.yaml: No such file or directory"), "\(errors)")
        #expect(try service.ask(try service.client()).hasPrefix("550 5.7.1 "))
        _ = service.process.stop()
        try service.restart()
        #expect(try service.ask(try service.client()).hasPrefix("550 5.7.1 "))
    }

    @Test func `the clock is set back a day: every refusal is recorded in order, and the journal verifies`() throws {
        let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
        try #require(FileManager.default.fileExists(atPath: library), "Debian's faketime is not installed")
        let clock = try TemporaryFolder()
        defer { clock.remove() }
        let offset = try clock.write("+0", to: "offset")
        // By a shell: the library adds to the environment of the first program that it is loaded into, and Swift finds the
        // arguments of a program by where its environment lies.
        let inTime = try clock.program("exec '\(try Gateway.executable)' \"$@\"")
        let service = try Service(
            executable: inTime,
            environment: [
                "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": offset, "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            ]
        )
        let client = try service.client()
        for (step, time) in ["+0", "-1d", "+2d", "+0"].enumerated() {
            _ = try clock.write(time, to: "offset")
            let answer = try service.ask(client, recipient: "step\(step)@example.com")
            #expect(answer.hasPrefix("550 5.7.1 "), "\(time): \(answer)")
        }
        let list = try service.run("audit", "list", "--format", "json").standardOutput
        let times = list.matches(of: /"time":"([0-9-]+)T/).map { String($0.1) }
        #expect(Set(times).count == 3, "the service did not see the clock jump: \(times)")
        #expect(try service.recordedRecipients() == Set((0..<4).map { "step\($0)@example.com" }))
        let verified = try service.run("audit", "verify")
        #expect(verified.succeeded, "\(verified.standardOutput)")
    }

    @Test func `journald restarts: refusals are temporary while it is away, and final again`() throws {
        let journald = try JournaldInstance()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        _ = try folder.folder("agreements.d").write(Service.strict, to: "strict.yaml")
        let configuration = try folder.write(
            """
            organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
            listen: { policy: ["unix:policy.sock"] }
            journal: ["systemd:"]
            """,
            to: "tlsmandate.yaml"
        )
        let journaldProcess = try #require(journald.identifier)
        let inside = try folder.program(
            "exec nsenter --mount --target \(journaldProcess) '\(try Gateway.executable)' \"$@\""
        )
        let process = try ServiceProcess(inside, configuration: configuration, in: folder)
        defer { _ = process.stop() }
        let client = try PolicyClient(to: .unix(path: folder.path("run/policy.sock")))
        func ask() throws -> String { "\(try client.ask(Self.refused))" }
        // One that has just started may take longer than a refusal waits.
        let refused = try Deadline().poll { try ask().contains("550 5.7.1 ") ? true : nil }
        #expect(refused == true)
        journald.stop()
        #expect(try ask().contains("450 4.7.1 the decision could not be recorded"))
        try journald.start()
        let recovered = try Deadline().poll { try ask().contains("550 5.7.1 ") ? true : nil }
        #expect(recovered == true)
    }

    @Test func `the process is frozen: Postfix answers 451, nothing passes, and all is well when it goes on`() throws {
        let gateway = try Gateway()
        let session = try #require(try SessionCase.read(try Gateway.cases("sessions/hella.sessions")).first)
        #expect(try gateway.deliver(session).recipients.first?.code == 550)
        // Only now is it not to be waited for long.
        let impatient = Gateway.restrictions(gateway.folder.path("run/policy.sock"), timeout: "2s")
        for (name, value) in impatient { try gateway.postfix.tool("postconf", ["-e", "\(name)=\(value)"]) }
        try gateway.postfix.reload()
        try gateway.service.freeze()
        let frozen = try gateway.deliver(session)
        #expect(frozen.recipients.first?.code == 451, "\(frozen)")
        #expect(frozen.message == nil)
        kill(gateway.service.identifier, SIGCONT)
        for (name, value) in Gateway.restrictions(gateway.folder.path("run/policy.sock")) {
            try gateway.postfix.tool("postconf", ["-e", "\(name)=\(value)"])
        }
        try gateway.postfix.reload()
        #expect(try gateway.deliver(session).recipients.first?.code == 550)
    }

    private static let refused: KeyValuePairs<String, String> = [
        "protocol_state": "RCPT", "client_address": "192.0.2.1", "client_name": "unknown",
        "sender": "info@strict.example", "recipient": "sales@example.com", "instance": "1.2.3",
    ]
}

extension TemporaryFolder {
    /// The path of a shell script that can be run.
    fileprivate func program(_ line: String) throws -> String {
        let path = try write("#!/bin/sh\n\(line)\n", to: "program")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }
}
