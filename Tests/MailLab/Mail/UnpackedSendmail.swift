import Foundation

/// Debian's Sendmail in the folder into which `packaging/unpack-sendmail` unpacks it.
struct UnpackedSendmail {
    enum Failure: Error, CustomStringConvertible {
        case missing(folder: String)

        var description: String {
            switch self {
            case .missing(let folder): "no Sendmail in \(folder): `make test` unpacks it there"
            }
        }
    }

    let folder: String

    /// That in `.build/sendmail` of the repository. Throws `Failure.missing`.
    init() throws(Failure) {
        folder = URL(fileURLWithPath: #filePath).appending(path: "../../../../.build/sendmail").standardized.path
        guard Executable.path(of: executable) != nil else { throw .missing(folder: folder) }
    }

    var executable: String { "\(folder)/usr/libexec/sendmail/sendmail" }

    /// For libraries that the system may lack.
    var environment: [String: String] { ["LD_LIBRARY_PATH": "\(folder)/libraries"] }

    /// The text of sendmail.cf for one of sendmail.mc. Throws `ChildProcess.Failure`.
    func configuration(from file: String) throws(ChildProcess.Failure) -> String {
        let macros = "\(folder)/usr/share/sendmail/cf/"
        return try ChildProcess.output(of: "m4", ["-D_CF_DIR_=\(macros)", "\(macros)m4/cf.m4", file])
    }
}
