import Foundation
import FuzzSupport
import MandateCore

@testable import MailServerLog

/// Reads the octets as a mail log, up to the incidents and days that a report has.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let log = octets(start, count)
    let lines = split([log[...]])
    promise(lines == split(pieces(log)), "how the log is read changes its lines")
    let plain = log.split(separator: 0x0a, omittingEmptySubsequences: false).dropLast()
    promise(lines == plain.map { Array($0.prefix(LogLimits.lineLength)) }, "the lines are others")
    guard let zone = TimeZone(identifier: "Europe/Berlin") else { preconditionFailure("no zone") }
    var parser = LogLineParser(zone: zone, lastChange: lastChange)
    var reader = EventReader()
    var incidents = IncidentFold(lookup: party)
    var deliveries = DeliveryFold(lookup: party)
    for octets in lines {
        guard let line = parser.parse(octets.span) else { continue }
        let isTraditional = !(0x30...0x39 ~= octets[0])
        promise(
            !isTraditional || line.time.milliseconds <= lastChange.milliseconds + 86_400_000,
            "a line of the future"
        )
        promise(line.process >= 0 && !line.host.isEmpty, "no line: \(line)")
        promise(line.example.utf8.count < 100_000, "an example of \(line.example.utf8.count) octets")
        reader.read(line) { event in
            incidents.add(event)
            deliveries.add(event)
        }
    }
    for incident in incidents.incidents {
        promise(incident.count > 0 && incident.waiting >= 0, "\(incident)")
        promise((try? JSONEncoder().encode(incident)) != nil, "no JSON: \(incident)")
    }
    for day in deliveries.days { promise(day.agreement == "partner", "\(day)") }
    return 0
}

private let lastChange = Timestamp(milliseconds: 1_795_000_000_000)

/// Every other domain is a partner's.
private func party(_ subject: Subject) -> Party? {
    switch subject {
    case .domain(let domain): domain.utf8.count % 2 == 0 ? Party(agreement: "partner", partner: "Partner AG") : nil
    case .gateway(let peer), .client(let peer):
        peer.name.utf8.count % 2 == 0 ? Party(agreement: "partner", partner: "Partner AG") : nil
    }
}

private func split(_ pieces: [ArraySlice<UInt8>]) -> [[UInt8]] {
    var splitter = LineSplitter()
    var lines: [[UInt8]] = []
    for piece in pieces {
        piece.withUnsafeBufferPointer { buffer in
            splitter.take(buffer) { line in lines.append(line.withUnsafeBufferPointer(Array.init)) }
        }
    }
    return lines
}
