package import Foundation
package import MandateCore

/// Reads the lines of a mail log's file: moment, host, `program[pid]:` and text.
package struct LogLineParser {
    private var clock: LogClock

    /// - Parameters:
    ///   - zone: The zone of local time.
    ///   - lastChange: When the log was last written to.
    package init(zone: TimeZone = .current, lastChange: Timestamp) {
        clock = LogClock(zone: zone, lastChange: lastChange)
    }

    /// A line that may tell something; nil for any other, and for what is no line of a log.
    ///
    /// - Parameter octets: The line without its end; of any content.
    package mutating func parse(_ octets: Span<UInt8>) -> LogLine? {
        guard let (time, hostStart) = clock.read(octets),
            let hostEnd = octets.firstIndex(of: 0x20, from: hostStart), hostEnd > hostStart
        else { return nil }
        var index = hostEnd + 1
        while index < octets.count, !Self.endsName(octets[index]) { index += 1 }
        guard index < octets.count, octets[index] != 0x20,
            let program = MailProgram(octets.extracting((hostEnd + 1)..<index))
        else { return nil }
        let nameEnd = index
        var process = 0
        if octets[index] == UInt8(ascii: "[") {
            guard let close = octets.firstIndex(of: UInt8(ascii: "]"), from: index),
                let number = octets.decimal((index + 1)..<close)
            else { return nil }
            process = number
            index = close + 1
        }
        guard index < octets.count, octets[index] == UInt8(ascii: ":") else { return nil }
        index += 1
        while index < octets.count, octets[index] == 0x20 { index += 1 }
        let text = octets.extracting(index..<octets.count)
        guard program.mayTell(text) else { return nil }
        return LogLine(
            time: time,
            host: octets.extracting(hostStart..<hostEnd).text,
            programName: octets.extracting((hostEnd + 1)..<nameEnd).text,
            program: program,
            process: process,
            text: text.text
        )
    }

    private static func endsName(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "[") || octet == UInt8(ascii: ":") || octet == 0x20
    }
}
