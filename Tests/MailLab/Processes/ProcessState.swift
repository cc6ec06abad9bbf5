import Foundation

/// Whether a process that is not our child runs. One that has ended and is not reaped yet does not: where nobody reaps
/// orphans, as in some containers, kill(2) with signal 0 would find it for ever.
func isRunning(process identifier: Int32) -> Bool {
    guard let line = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8) else { return false }
    // The state follows the name, which is in parentheses and may contain any character (proc(5)).
    guard let state = line.split(separator: ")").last?.split(separator: " ").first else { return false }
    return state != "Z" && state != "X"
}
