import Foundation
import MandateCore
import Testing

@testable import MailServerLog

@Suite struct HeldMailTests {
    @Test func `of Postfix's queues the hold queue alone`() throws {
        let hold = PostfixHold(postqueue: "postqueue", configuration: "/etc/postfix out")
        let lines = try Cases.text("postfix-3.7-queue.json").split(separator: "\n").map(String.init)
        let held = try lines.compactMap { try hold.message($0) }
        #expect(lines.count > 5)
        let message = try #require(held.first)
        #expect(held.count == 1)
        #expect(message.sender == "info@example.com")
        #expect(message.recipients.count == 1)
        #expect(message.release == ["postsuper -c '/etc/postfix out' -H \(message.queueID)"])
        #expect(message.delete == "postsuper -c '/etc/postfix out' -d \(message.queueID)")
        #expect(message.arrived.day.text == "2026-11-21")
    }

    @Test func `what postqueue cannot have printed is an error`() {
        let hold = PostfixHold(postqueue: "postqueue", configuration: nil)
        #expect(throws: HeldMailError.self) { try hold.message("{}") }
        #expect(throws: HeldMailError.self) { try hold.message("not json") }
    }

    @Test(arguments: ["-1", "253402300800", "9223372036854775807"])
    func `a message of before or after all days is one that postqueue cannot have printed`(arrival: String) throws {
        let hold = PostfixHold(postqueue: "postqueue", configuration: nil)
        let lines = try Cases.text("postfix-3.7-queue.json").split(separator: "\n").map(String.init)
        let held = try #require(lines.first { $0.contains("\"hold\"") })
        let changed = held.replacing(/"arrival_time": *[0-9]+/, with: "\"arrival_time\": \(arrival)")
        #expect(changed != held)
        #expect(throws: HeldMailError.self) { try hold.message(changed) }
    }

    @Test func `Sendmail's quarantine as it lists it`() throws {
        var listing = QuarantineListing(now: Cases.now, zone: .gmt)
        for line in try Cases.text("sendmail-8.17-quarantine.txt").split(separator: "\n") { listing.read(String(line)) }
        #expect(listing.entries.count == 2)
        let entry = try #require(listing.entries.first)
        #expect(entry.folder.hasSuffix("/sendmail/queue"))
        #expect(entry.queueID == "6AL63dUV000020")
        #expect(entry.size == 5)
        #expect(entry.arrived.text == "2026-11-21T06:03:00.000Z")
        #expect(entry.sender == "info@example.com")
        #expect(entry.recipients == ["a@weak.example"])
        #expect(entry.reason == "manual")
        #expect(listing.entries.last?.reason?.hasPrefix("TLS agreement with AUDI AG") == true)

        let message = SendmailQuarantine(program: "/usr/sbin/sendmail", configuration: nil).message(entry)
        #expect(
            message.release == [
                "/usr/sbin/sendmail -Q -qQ -qI6AL63dUV000020", "/usr/sbin/sendmail -qf -qI6AL63dUV000020",
            ]
        )
        #expect(message.delete.hasPrefix("rm \(entry.folder)/hf6AL63dUV000020 "))
    }

    @Test(arguments: [
        ("6AL63dUV000020*       5     120020 Nov  1 06:03 <a@b.example>", 5, "a@b.example"),
        ("6AL63dUV000020        5     120020 Nov  1 06:03 <a+tag@b.example>", 5, "a+tag@b.example"),
        ("6AL63dUV000020        5     120020+Nov  1 06:03 <a+tag@b.example>", 5, "a+tag@b.example"),
        ("6AL63dUV000020- 1234567     120020+Nov  1 06:03 <>", 1_234_567, ""),
        ("6AL63dUV000020  1234567     120020 Nov  1 06:03 MAILER-DAEMON", 1_234_567, "MAILER-DAEMON"),
    ])
    func `marks of the listing`(line: String, size: Int, sender: String) {
        var listing = QuarantineListing(now: Cases.now, zone: .gmt)
        listing.read(line)
        #expect(listing.entries.map(\.queueID) == ["6AL63dUV000020"])
        #expect(listing.entries.map(\.size) == [size])
        #expect(listing.entries.map(\.sender) == [sender])
        #expect(listing.entries.map(\.arrived.text) == ["2026-11-01T06:03:00.000Z"])
    }

    @Test func `a tool that fails is an error with its words; none at all is one too`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tm-held-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tool = folder.appending(path: "tool").path
        try Data("#!/bin/sh\necho no queue here >&2\nexit 3\n".utf8).write(to: URL(fileURLWithPath: tool))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
        let failed = HeldMailError.failed(command: "\(tool) -j", reason: "no queue here")
        await #expect(throws: failed) { try await PostfixHold(postqueue: tool, configuration: nil).messages() }
        #expect(throws: HeldMailError.noServer) {
            try HeldMail.installed(sendmailProgram: folder.appending(path: "none").path)
        }
    }
}
