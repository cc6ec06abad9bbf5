import Glibc
import MandateCore

extension Timestamp {
    /// The system's clock. The modules are handed it: none has a clock of its own.
    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
