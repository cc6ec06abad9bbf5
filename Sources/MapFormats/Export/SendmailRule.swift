/// The right-hand side of a `TLS_…:` entry in Sendmail's access map (cf/README, "STARTTLS"; cf/m4/proto.m4, TLS_connection).
struct SendmailRule: Equatable {
    enum Kind: String {
        case encrypted = "ENCR"
        case verified = "VERIFY"
    }

    /// A name that the certificate's common name must equal. Sendmail combines extensions by "and" alone, compares whole texts
    /// and looks at no alternative names.
    enum Name: Equatable {
        case any
        /// That of the host at the other end.
        case host
        case exactly(String)
    }

    var isPermanent = false
    var kind: Kind
    var bits: Int
    var name = Name.any

    var text: String {
        let extensions =
            switch name {
            case .any: ""
            case .host: "+CN"
            case .exactly(let name): "+CN:" + name
            }
        return "\(isPermanent ? "PERM" : "TEMP")+\(kind.rawValue):\(bits)\(extensions)"
    }

    /// The rule that asks for all that either does. A name stands before that of the host, and that before none; of two different
    /// names neither is asked for.
    func joined(with other: SendmailRule) -> SendmailRule {
        SendmailRule(
            isPermanent: isPermanent || other.isPermanent,
            kind: kind == .verified ? kind : other.kind,
            bits: max(bits, other.bits),
            name: name.joined(with: other.name)
        )
    }
}

extension SendmailRule.Name {
    fileprivate func joined(with other: Self) -> Self {
        switch (self, other) {
        case (.exactly(let one), .exactly(let another)): one == another ? self : .any
        case (.exactly, _), (_, .any): self
        case (_, .exactly), (.any, _): other
        case (.host, .host): .host
        }
    }
}
