/// Counts a day for each of a bounded number of kinds: TLS versions, ciphers, ways in which a gateway proved itself.
struct KindCounts {
    /// What is counted when there are too many kinds to tell apart.
    static let others = "others"

    struct Kind {
        let name: String
        let days: [Int]

        var total: Int { days.reduce(0, +) }
    }

    private let dayCount: Int
    private let limit: Int
    private var days: [String: [Int]] = [:]

    init(dayCount: Int, limit: Int) {
        self.dayCount = dayCount
        self.limit = limit
    }

    mutating func add(_ name: String, day: Int, count: Int = 1) {
        let isTold = days[name] != nil || days.count < limit
        days[isTold ? name : Self.others, default: [Int](repeating: 0, count: dayCount)][day] += count
    }

    /// The kinds, the most frequent first.
    var kinds: [Kind] {
        days.map { Kind(name: $0.key, days: $0.value) }
            .sorted { ($0.total, $1.name) > ($1.total, $0.name) }
    }

    /// The most frequent kinds, and the sum of all others as one.
    func kinds(atMost count: Int) -> [Kind] {
        let all = kinds
        guard all.count > count else { return all }
        let rest = all.dropFirst(count - 1)
        let sum = (0..<dayCount).map { day in rest.reduce(0) { $0 + $1.days[day] } }
        return all.prefix(count - 1) + [Kind(name: Self.others, days: sum)]
    }
}
