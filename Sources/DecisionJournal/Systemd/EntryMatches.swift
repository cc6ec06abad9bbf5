/// Which entries are wanted: all of the terms, each of which is any of its alternatives; within one, fields of different names
/// must all match, and of several matches of one field any (sd_journal_add_match(3)).
struct EntryMatches {
    private(set) var terms: [[[String]]] = []

    mutating func add(_ field: String, _ values: [String]) { terms.append([values.map { "\(field)=\($0)" }]) }

    mutating func add(any alternatives: [(field: String, values: [String])]) {
        let used = alternatives.filter { !$0.values.isEmpty }
        terms.append(used.map { field, values in values.map { "\(field)=\($0)" } })
    }
}
