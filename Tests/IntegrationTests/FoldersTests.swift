import Testing

@testable import tlsmandate

/// Where the commands look for what the service has.
@Suite struct FoldersTests {
    private func folders(_ configuration: String, _ environment: [String: String] = [:]) -> [String] {
        let folders = Folders(configuration: configuration, environment: environment)
        return [folders.control, folders.journal("journal.sqlite")]
    }

    @Test func `a shell finds the sockets and the journal of a service that systemd runs`() {
        let found = ["/run/tlsmandate/control.sock", "/var/lib/tlsmandate/journal.sqlite"]
        #expect(folders("/etc/tlsmandate/tlsmandate.yaml") == found)
    }

    @Test func `what systemd says counts before, of several folders the first`() {
        let given = ["RUNTIME_DIRECTORY": "/run/a:/run/b", "STATE_DIRECTORY": "/var/lib/c"]
        let found = ["/run/a/control.sock", "/var/lib/c/journal.sqlite"]
        #expect(folders("/etc/tlsmandate/tlsmandate.yaml", given) == found)
    }

    @Test(arguments: ["/srv/mail", "/etc/mail", "/etc/mail/tlsmandate", "/etc"])
    func `any other configuration has all beside it`(folder: String) {
        #expect(folders(folder + "/t.yaml") == [folder + "/control.sock", folder + "/journal.sqlite"])
    }
}
