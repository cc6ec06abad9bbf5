import Foundation

/// What the machine's `openssl ciphers` says.
enum OpenSSL {
    /// One line of `openssl ciphers -V`, in its own words.
    struct Suite: Hashable, Sendable {
        let name: String
        let version: String
        let keyExchange: String
        let authentication: String
        let encryption: String
        let mac: String
    }

    struct Unreadable: Error {
        let line: String
    }

    /// The suites up to TLS 1.2 that a cipher string selects. Suites of TLS 1.3 are in every answer, whatever is asked.
    ///
    /// - Returns: Empty also where OpenSSL knows a word of the string, but has no suite for it.
    static func suites(_ cipherString: String) throws -> [Suite] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl", "ciphers", "-V", cipherString + ":@SECLEVEL=0"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return try text.split(separator: "\n").map(suite).filter { $0.version != "TLSv1.3" }
    }

    private static func suite(_ line: Substring) throws -> Suite {
        let pattern = /^ *[0-9A-Fx,]+ - (\S+) +(\S+) +Kx=(\S+) +Au=(\S+) +Enc=(\S+) +Mac=(\S+)/
        guard let match = line.firstMatch(of: pattern)?.output else { throw Unreadable(line: String(line)) }
        return Suite(
            name: String(match.1),
            version: String(match.2),
            keyExchange: String(match.3),
            authentication: String(match.4),
            encryption: String(match.5),
            mac: String(match.6)
        )
    }
}
