internal import CSystemd

/// What the service tells systemd (sd_notify(3)); nothing where it does not run under systemd.
enum ServiceManager {
    static func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }

    static func reloading() { notify("RELOADING=1\nSTATUS=reloading the register") }

    static func stopping() { notify("STOPPING=1\nSTATUS=stopping") }

    private static func notify(_ state: String) { sd_notify(0, state) }
}
