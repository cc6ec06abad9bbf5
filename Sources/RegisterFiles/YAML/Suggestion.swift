/// "Did you mean": the known word that differs least from what was written.
package enum Suggestion {
    /// The nearest of some words, or nil where none is near: at most a third of the letters may differ.
    static func nearest(to word: String, among known: [String]) -> String? {
        let scored = known.map { ($0, distance(word.lowercased(), $0.lowercased())) }
        guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(1, max(word.count, best.0.count) / 3) else {
            return nil
        }
        return best.0
    }

    /// The end of a message: "; did you mean …?" where a word is near, else nothing.
    package static func ending(for word: String, among known: [String]) -> String {
        nearest(to: word, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// Levenshtein's distance, with two neighbours swapped as one difference (optimal string alignment).
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var rows = [Array(0...right.count)]
        for row in 1...max(1, left.count) where row <= left.count {
            rows.append([row] + Array(repeating: 0, count: right.count))
            for column in 1...max(1, right.count) where column <= right.count {
                let substitution = rows[row - 1][column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var best = min(substitution, rows[row - 1][column] + 1, rows[row][column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, rows[row - 2][column - 2] + 1)
                }
                rows[row][column] = best
            }
        }
        return rows[left.count][right.count]
    }
}
