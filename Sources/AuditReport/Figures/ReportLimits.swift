/// How much one report holds: a month with a million records needs no more memory than these.
package struct ReportLimits: Sendable {
    /// Refusals that are listed of one agreement; of the others the report says how many there are, and which command shows them.
    package var refusalsPerAgreement = 500
    /// Refusals that are listed in the whole report.
    package var refusals = 5_000
    /// Octets of text in all refusals that are listed: an address may have 64 KiB.
    package var refusalOctets = 16 << 20
    /// Ciphers, or TLS versions, that are told apart for one agreement; what comes later is counted as "others".
    package var kinds = 48
    /// For so long after a message's first record, its other records are joined with it.
    package var messageSpan = 3_600_000
    /// So many messages are open for their other records at one time; the oldest is counted when there are more.
    package var openMessages = 50_000

    package init() {}
}
