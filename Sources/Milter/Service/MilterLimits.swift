internal import Dispatch

/// How much the milter takes on. What of a message is looked at is in ContentLimits.
enum MilterLimits {
    /// Connections that wait to be accepted (listen(2)): as for the policy service; libmilter's own 20 lose some in a burst.
    static let backlog: Int32 = 1024

    /// How long a stop waits for decisions that are under way; one of them waits for a commit at most.
    static let farewell = DispatchTimeInterval.milliseconds(800)

    /// How often, and after how long, libmilter's listener is woken to see that it is to stop: the first time serves, unless it
    /// is accepting a session just then, or the machine is too busy to have told it yet. After five seconds it sees by itself.
    static let pokes = 500
    static let poke = DispatchTimeInterval.milliseconds(10)
}
