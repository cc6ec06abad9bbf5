package import MandateCore

/// One of the texts that a register was made of.
package struct RegisterText: Sendable {
    /// The path, as diagnostics name it.
    package let path: String
    package let octets: [UInt8]
    /// SHA-256 over the octets, in hexadecimal.
    package let digest: String
}

/// A register that is fit for use, with what belongs to it.
package struct LoadedRegister: Sendable {
    package let register: Register
    package let service: ServiceConfiguration
    /// All texts that it was made of, the configuration first.
    package let texts: [RegisterText]
}

/// What came of loading: the register where there is no error, and all diagnostics, sorted by file and place.
package struct LoadResult: Sendable {
    package let loaded: LoadedRegister?
    package let diagnostics: [Diagnostic]

    package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    package var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
}
