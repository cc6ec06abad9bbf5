import Foundation

/// master(8) of a running Postfix.
package struct PostfixMaster: Sendable {
    private let identifier: Int32

    /// - Parameter identifier: Its process id, as pid/master.pid in the queue directory has it.
    package init(identifier: Int32) { self.identifier = identifier }

    /// Has Postfix read its configuration again by `reload`, and waits until those of its processes that know the old one have
    /// ended, which they do when they are idle: until then one of them may take a session.
    ///
    /// - Returns: Whether they have ended.
    package func replaceProcesses(by reload: () throws -> Void) rethrows -> Bool {
        let old = children
        try reload()
        return Deadline().poll { children.isDisjoint(with: old) ? true : nil } == true
    }

    /// The processes that it has started (proc_pid_task(5)).
    private var children: Set<Int32> {
        let text = try? String(contentsOfFile: "/proc/\(identifier)/task/\(identifier)/children", encoding: .utf8)
        return Set(text?.split(separator: " ").compactMap { Int32($0) } ?? [])
    }
}
