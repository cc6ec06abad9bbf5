import Foundation

/// A zone that is signed with a key of its own, by ldns-keygen(1) and ldns-signzone(1).
enum SignedZone {
    /// - Returns: The signed zone's file, and its key as a line for a file of trust anchors.
    static func make(_ name: String, text: String, in parent: TemporaryFolder) throws -> (file: String, anchor: String)
    {
        let folder = try parent.folder("signed-" + UUID().uuidString.prefix(8))
        let file = try folder.write(text, to: "zone")
        let script = """
            cd "$1" && key=$(ldns-keygen -a ECDSAP256SHA256 -k "$2") && ldns-signzone zone "$key" && mv "$key.key" zone.key
            """
        try ChildProcess.output(of: "sh", ["-c", script, "sh", folder.path, name])
        return (file + ".signed", try String(contentsOfFile: folder.path("zone.key"), encoding: .utf8))
    }
}
