/// Makes events of the lines of mail servers, joining what several lines of a process say: the TLS session stands before the
/// delivery that it is for.
///
/// A session is joined with the deliveries of the first message that its process then logs for the same gateway, and with no
/// later one: a later message may have gone over another connection of which, in the clear, no line tells.
package struct EventReader {
    private struct ProcessName: Hashable {
        let host: String
        let process: Int
    }

    private var postfix: [ProcessName: PostfixProcess] = [:]
    private var sendmail: [ProcessName: SendmailProcess] = [:]

    package init() {}

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - line: Lines come in the order in which they were logged.
    ///   - emit: Takes the events that the line completes.
    package mutating func read(_ line: LogLine, _ emit: (MailEvent) -> Void) {
        let name = ProcessName(host: line.host, process: line.process)
        switch line.program {
        case .postfixClient:
            Self.makeRoom(in: &postfix)
            postfix[name, default: PostfixProcess()].readClient(line, emit)
        case .postfixServer:
            Self.makeRoom(in: &postfix)
            postfix[name, default: PostfixProcess()].readServer(line, emit)
        case .postfixQueue: Self.readQueue(line, emit)
        case .sendmail:
            Self.makeRoom(in: &sendmail)
            sendmail[name, default: SendmailProcess()].read(line, emit)
        }
    }

    /// `ID: removed` by qmgr(8) and postsuper(1), `ID: from=<…>, status=expired, returned to sender`.
    private static func readQueue(_ line: LogLine, _ emit: (MailEvent) -> Void) {
        guard let (queueID, _) = LineText.queueID(Substring(line.text)) else { return }
        emit(.finished(message: MessageName(host: line.host, queueID: String(queueID)), time: line.time))
    }

    /// Forgets all when there is too much: processes end without a line that says so. What is lost is the TLS session of
    /// deliveries that are just under way.
    private static func makeRoom<State>(in processes: inout [ProcessName: State]) {
        if processes.count >= LogLimits.processes { processes.removeAll(keepingCapacity: true) }
    }
}
