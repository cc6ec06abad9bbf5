import MandateCore
import RegisterFiles

/// What the configuration may ask for and this version does not do yet. It is never passed over: `serve` does not start with it.
enum Unserved {
    static func reasons(_ service: ServiceConfiguration) -> [String] {
        var reasons: [String] = []
        if !service.socketmap.isEmpty {
            reasons.append("listen.socketmap: this version has no socketmap server yet; remove the line")
        }
        if service.journals.contains(.systemd) {
            reasons.append("journal: this version cannot record in systemd's journal yet; name sqlite:PATH")
        }
        if service.journals.count > 1 { reasons.append("journal: this version writes one journal only; name one") }
        return reasons
    }
}
