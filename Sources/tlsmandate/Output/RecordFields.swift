import Foundation
import MandateCore

/// A record's values as texts, in the order of the contract's keys; empty where there is none.
struct RecordFields {
    let texts: [String]

    init(_ record: DecisionRecord) throws {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(record)) as? [String: Any] ?? [:]
        texts = DecisionRecord.CodingKeys.allCases.map { key in
            switch object[key.rawValue] {
            case nil, is NSNull: ""
            case let list as [String]: list.joined(separator: " ")
            case let value?: "\(value)"
            }
        }
    }
}
