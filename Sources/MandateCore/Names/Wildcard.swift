/// Comparing a whole text with a pattern in which one symbol stands for any run of others.
enum Wildcard {
    /// Greedy matching with one fall-back position: time is at most the product of both lengths.
    ///
    /// - Parameters:
    ///   - star: The symbol that stands for any run, the empty one included.
    ///   - stop: A symbol that no run crosses; nil: a run crosses all.
    static func matches<Symbol: Equatable>(
        _ pattern: [Symbol],
        _ text: [Symbol],
        star: Symbol,
        stop: Symbol? = nil
    ) -> Bool {
        var position = 0
        var next = 0
        var lastStar: Int?
        var resume = 0
        while position < text.count {
            if next < pattern.count, pattern[next] == star {
                lastStar = next
                resume = position
                next += 1
            } else if next < pattern.count, pattern[next] == text[position] {
                next += 1
                position += 1
            } else if let lastStar, text[resume] != stop {
                resume += 1
                position = resume
                next = lastStar + 1
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == star }
    }
}
