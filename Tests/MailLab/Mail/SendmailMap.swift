/// Sendmail's databases, made by its own makemap(8).
package enum SendmailMap {
    /// Makes `path`.db of a text. Throws `ChildProcess.Failure`, or where Sendmail is not unpacked.
    package static func make(_ text: String, at path: String) throws {
        let unpacked = try UnpackedSendmail()
        try ChildProcess.output(
            of: "\(unpacked.folder)/usr/sbin/makemap",
            ["-C", "/dev/null", "hash", path],
            environment: unpacked.environment,
            input: text
        )
    }
}
