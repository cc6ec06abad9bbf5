import ArgumentParser
import MailServerLog
import MandateCore
import RegisterFiles

struct AuditIncidents: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents",
        abstract: "Shows with which partners TLS fails right now, by the mail server's own log.",
        discussion: """
            Reads what Postfix or Sendmail have logged: certificates that could not be verified, handshakes that failed, gateways \
            that do not offer STARTTLS or refuse it, clients whose TLS with us failed. Failures with one partner of one kind are \
            one incident, from the first failure on. It is over when no message waits because of it and every gateway that failed \
            has been delivered to since; --all shows it all the same, and clients that no agreement names.

            Messages in the queue whose last attempt was before --since are not counted.

            Examples:
              tlsmandate audit incidents
              tlsmandate audit incidents --since -7d --all --agreement audi
              tlsmandate audit incidents --mail-log /var/log/mail.log --format json

            Exit codes, for monitoring: 0 no incident, 1 at least one, 2 log or configuration could not be read; 64 usage.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var log: MailLogOptions

    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp(
            "Lines from this moment on: RFC 3339, a day, today, yesterday, or -7d, -12h, -30m.",
            valueName: "moment"
        )
    ) var since = "-1d"
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Only with this agreement; may be given several times.", valueName: "name")
    ) var agreement: [String] = []
    @Flag(name: .long, help: "Also what is over, and clients that no agreement names.") var all = false

    func validate() throws {
        if Moment.relative(since, now: .now) == nil {
            throw ValidationError("--since is a moment as in 2026-03-01T12:00:00Z, a day, today, yesterday, or -7d.")
        }
    }

    func run() throws {
        let now = Timestamp.now
        let since = Moment.relative(since, now: now) ?? now
        guard let loaded = try? RegisterLoader.loadOrComplain(common.config) else { throw ExitStatus.couldNotRead }
        for name in agreement where !loaded.register.agreements.contains(where: { $0.name == name }) {
            StandardStreams.complain("tlsmandate: there is no agreement \(Printable.escaped(name))")
            throw ExitStatus.couldNotRead
        }
        let directory = PartyDirectory(register: loaded.register, day: now.day)
        var fold = IncidentFold(lookup: directory.party)
        var reader = EventReader()
        do {
            try log.source(loaded.service.mailLog).read(since: since, now: now) { line in
                reader.read(line) { fold.add($0) }
            }
        } catch {
            StandardStreams.complain(Printable.line("tlsmandate: \(error)"))
            throw ExitStatus.couldNotRead
        }
        let chosen = fold.incidents.filter { incident in
            agreement.isEmpty || incident.agreement.map(agreement.contains) == true
        }
        try show(chosen.filter { all || $0.isAlarming }, since: since, of: fold)
        if chosen.contains(where: \.isAlarming) { throw ExitStatus.incidents }
    }

    private func show(_ incidents: [Incident], since: Timestamp, of fold: IncidentFold) throws {
        if fold.missesMessages { StandardStreams.complain("tlsmandate: more messages wait than were counted") }
        if fold.missesStrangers {
            StandardStreams.complain(
                "tlsmandate: more clients or domains without an agreement failed than are told apart"
            )
        }
        switch output.format {
        case .json: for incident in incidents { try StandardStreams.printJSON(incident) }
        case .text:
            guard !incidents.isEmpty else {
                StandardStreams.print("No incident since \(since.text).")
                return
            }
            for line in IncidentText.lines(incidents) { StandardStreams.print(line) }
        }
    }
}
