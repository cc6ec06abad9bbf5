internal import Dispatch

/// How much the milter takes on. What of a message is looked at is in ContentLimits.
enum MilterLimits {
    /// Connections that wait to be accepted (listen(2)): as for the policy service; libmilter's own 20 lose some in a burst.
    static let backlog: Int32 = 1024

    /// How long a stop waits for decisions that are under way; one of them waits for a commit at most.
    static let farewell = DispatchTimeInterval.milliseconds(800)

    /// How often, and after how long, libmilter's listener is woken to see that it is to stop: the first time serves, unless it
    /// is accepting a session just then, or the machine is too busy to have told it yet. After five seconds it sees by itself,
    /// but is not waited for: with these three seconds and the farewell, the journal has time to end before systemd kills the
    /// service (TimeoutStopSec).
    static let pokes = 300
    static let poke = DispatchTimeInterval.milliseconds(10)

    /// The longest session key that is believed: no cipher of TLS has more than 256 bits.
    static let keySize = 512

    /// Octets of a Message-ID that are recorded: as many as a line may have (RFC 5322, section 2.1.1).
    static let messageID = 998
}
