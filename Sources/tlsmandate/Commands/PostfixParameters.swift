import Foundation
import MailServerLog
import MandateCore
import RegisterFiles

/// What the Postfix of this machine says of itself, where there is one.
enum PostfixParameters {
    /// A parameter as main.cf has it, else its default; nil where there is no Postfix.
    static func value(of name: String) -> String? { postconf(["-h", name]) ?? postconf(["-d", "-h", name]) }

    /// The version of Postfix, or nil.
    static var version: PostfixVersion? { postconf(["-d", "-h", "mail_version"]).flatMap { PostfixVersion($0) } }

    /// What main.cf says of deliveries; nil where there is no Postfix that is configured.
    static var settings: PostfixSettings? {
        guard
            let folder = ProcessInfo.processInfo.environment["MAIL_CONFIG"]
                ?? postconf(["-d", "-h", "config_directory"])
        else { return nil }
        let file = folder + "/main.cf"
        // postconf waits a second before it says that there is none.
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let listing = postconf(["-c", folder, "-x"] + PostfixChecks.parameters)
        else { return nil }
        return PostfixSettings(file: file, text: text, listing: listing)
    }

    /// What postconf(1) prints; nil where it is not there, or fails.
    private static func postconf(_ arguments: [String]) -> String? {
        guard let program = SystemProgram.path(of: "postconf") else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
