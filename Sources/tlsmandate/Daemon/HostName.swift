import Glibc
import MandateCore

/// This host's name, as records carry it.
enum HostName {
    static var own: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return name.text
    }
}
