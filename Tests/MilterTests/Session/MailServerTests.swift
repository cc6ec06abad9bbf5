import Testing

@testable import Milter

struct MailServerTests {
    @Test(
        arguments: [
            ("Postfix 3.7.11", false, MailServer.postfix),
            ("Postfix 3.11-20260101", false, .postfix),
            ("Postfix", false, .postfix),
            ("8.17.1.9", true, .sendmail),
            ("8.17.1.9", false, .sendmail),
            ("8.18.1/Debian-2", true, .sendmail),
            // Sendmail's confMAILER_NAME changes nothing of `v`; whoever has {verify} is Sendmail.
            ("Example Mail", true, .sendmail),
            (nil, true, .sendmail),
            ("Example Mail 3.7", false, .unknown),
            ("18.1", false, .unknown),
            ("", false, .unknown),
            (nil, false, .unknown),
        ] as [(String?, Bool, MailServer)]
    )
    func `a mail server is known by its version, Sendmail also by a macro that is its own`(
        version: String?,
        hasVerify: Bool,
        server: MailServer
    ) {
        #expect(MailServer(version: version, hasVerify: hasVerify) == server)
    }

    @Test func `a Postfix that somebody tells of {verify} stays a Postfix`() {
        #expect(MailServer(version: "Postfix 3.7.11", hasVerify: true) == .postfix)
    }
}
