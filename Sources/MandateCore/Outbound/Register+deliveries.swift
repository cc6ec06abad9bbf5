extension Register {
    /// The agreement by which Postfix delivers to a domain of which it is told nothing.
    ///
    /// It then asks for the names above, the nearest first (smtp_tls_policy.c, tls_policy_lookup), so that an agreement that is in
    /// testing or off does not keep one with `*.parent.example` from answering.
    ///
    /// - Returns: The first key with an answer, as `.parent.example`, and whose it is.
    package func delivery(above domain: String, on day: Day) -> (key: String, agreement: Agreement)? {
        var rest = domain[...]
        while let dot = rest.firstIndex(of: ".") {
            let key = String(rest[dot...])
            if let found = agreement(ofDomain: key, on: day), found.enforcedDelivery != nil { return (key, found) }
            rest = rest[rest.index(after: dot)...]
        }
        return nil
    }
}
