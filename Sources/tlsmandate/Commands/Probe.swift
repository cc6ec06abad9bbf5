import ArgumentParser

struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Tests gateways from outside, and holds them against what was agreed.",
        subcommands: [ProbeTest.self, ProbeHistory.self],
        defaultSubcommand: ProbeTest.self
    )
}
