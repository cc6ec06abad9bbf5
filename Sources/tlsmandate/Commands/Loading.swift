import ArgumentParser
import MandateCore
import RegisterFiles

extension RegisterLoader {
    /// Loads the register for a command that needs it; its errors are printed.
    ///
    /// - Throws: ``ExitStatus/configuration``.
    static func loadOrComplain(_ path: String) throws -> LoadedRegister {
        let result = load(configuration: path, today: Timestamp.now.day)
        for error in result.errors { StandardStreams.complain(Printable.line(error.description)) }
        guard let loaded = result.loaded else { throw ExitStatus.configuration }
        return loaded
    }

    /// Loads the configuration file alone, for a command that asks no agreement; its errors are printed.
    ///
    /// - Throws: ``ExitStatus/configuration``.
    static func loadServiceOrComplain(_ path: String) throws -> ServiceConfiguration {
        let (service, errors) = loadService(configuration: path)
        for error in errors { StandardStreams.complain(Printable.line(error.description)) }
        guard let service else { throw ExitStatus.configuration }
        return service
    }
}
