import Foundation

/// A raw client for milters: it plays the mail server, and sends whatever the test likes, also what miltertest(8) and no server
/// can. The protocol is that of libmilter's mfdef.h: packets of a length, a command and its data.
package final class MilterClient {
    /// What the milter answered.
    package enum Answer: Equatable {
        /// `c` continue, `a` accept, `y` an SMTP reply, `t` temporary failure, …; with the data behind it.
        case reply(Character, String)
        /// The milter closed the connection.
        case closed
        /// Nothing came within the limit.
        case nothing
    }

    /// A step of a session; its letter in the protocol.
    package enum Step: Character {
        case abort = "A"
        case bodyChunk = "B"
        case helo = "H"
        case header = "L"
        case mail = "M"
        case endOfHeader = "N"
        case recipient = "R"
        case data = "T"
        case endOfMessage = "E"
    }

    private let socket: StreamSocket
    private var buffer: [UInt8] = []
    /// What the milter asked for, of what was offered; empty where it refused.
    package private(set) var agreed: Answer = .closed

    /// Connects and offers what a mail server can do: `actions` and `steps` as in mfdef.h. By default no step is left out, so that
    /// each is answered. Throws `StreamSocket.Failure`.
    package init(to address: SocketAddress, actions: UInt32 = 0x1ff, steps: UInt32 = 0) throws {
        socket = try StreamSocket(to: address)
        try send("O", [6, actions, steps].flatMap(Self.octets))
        agreed = answer()
    }

    /// Sends macros of a step: names and values. Throws `StreamSocket.Failure`.
    package func macros(_ step: Step, _ values: KeyValuePairs<String, String>) throws {
        try send("D", Array("\(step.rawValue)".utf8) + Self.texts(values.flatMap { [$0.key, $0.value] }))
    }

    /// Takes a step, and returns the answer to it: the arguments of MAIL or RCPT, a field's name and value.
    /// Throws `StreamSocket.Failure`.
    package func take(_ step: Step, _ arguments: String..., within limit: Duration = Deadline.patience) throws -> Answer
    {
        try send(step, arguments)
        guard step != .abort else { return .nothing }
        return answer(within: limit)
    }

    /// Sends a packet of any kind. Throws `StreamSocket.Failure`.
    package func send(_ command: Character, _ data: [UInt8]) throws {
        try socket.send(Self.octets(UInt32(data.count + 1)) + Array("\(command)".utf8) + data)
    }

    /// The next answer. Never throws for a connection that ends: that is an answer too.
    package func answer(within limit: Duration = Deadline.patience) -> Answer {
        let deadline = Deadline(limit)
        while true {
            if let reply = takePacket() { return reply }
            do throws(StreamSocket.Failure) {
                let bytes = try socket.receive(until: deadline)
                guard !bytes.isEmpty else { return .closed }
                buffer += bytes
            } catch .timedOut {
                return .nothing
            } catch {
                return .closed
            }
        }
    }

    /// Says that nothing more will be sent, and returns all that is still answered, up to the end of the connection. For steps
    /// that need not be answered: what does not come before the end never comes. The last is `nothing` where there is no end.
    package func answersToEnd() -> [Answer] {
        socket.finishSending()
        var answers: [Answer] = []
        while true {
            let answer = answer()
            guard case .reply = answer else { return answer == .closed ? answers : answers + [answer] }
            answers.append(answer)
        }
    }

    /// Takes a step, and leaves its answer for later. Throws `StreamSocket.Failure`.
    package func begin(_ step: Step, _ arguments: String...) throws {
        try send(step, arguments)
    }

    private func send(_ step: Step, _ arguments: [String]) throws {
        try send(step.rawValue, step == .bodyChunk ? Array(arguments.joined().utf8) : Self.texts(arguments))
    }

    /// Closes without a word.
    package func close() { socket.close() }

    private func takePacket() -> Answer? {
        guard buffer.count > 4 else { return nil }
        let length = buffer.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard buffer.count >= 4 + length else { return nil }
        let packet = buffer[4..<(4 + length)]
        buffer.removeSubrange(..<(4 + length))
        let text = String(
            decoding: packet.dropFirst().prefix { $0 != 0 || packet.first != UInt8(ascii: "y") },
            as: UTF8.self
        )
        return .reply(Character(UnicodeScalar(packet.first ?? 0)), text)
    }

    private static func texts(_ texts: [String]) -> [UInt8] { texts.flatMap { Array($0.utf8) + [0] } }

    private static func octets(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
