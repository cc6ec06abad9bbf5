package import AuditReport

extension Report {
    /// The report as one text.
    package func html() -> String {
        let text = Collected()
        // Collecting a text cannot fail.
        try? write { text.value += $0 }
        return text.value
    }

    private final class Collected { var value = "" }
}
