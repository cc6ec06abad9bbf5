internal import CSystemd

/// What the service tells systemd (sd_notify(3)); nothing where it does not run under systemd.
enum ServiceManager {
    static func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }

    static func reloading() { notify("RELOADING=1\nSTATUS=reloading the register") }

    static func stopping() { notify("STOPPING=1\nSTATUS=stopping") }

    /// That the service is well; systemd ends one that does not say so in time (WatchdogSec).
    static func alive() { notify("WATCHDOG=1") }

    /// Within which time systemd wants to hear that the service is well; nil: it does not ask (sd_watchdog_enabled(3)).
    static var watchdog: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    private static func notify(_ state: String) { sd_notify(0, state) }
}
