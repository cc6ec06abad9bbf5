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

    /// Whether another asks for more; of two that ask for different names, the one with a name.
    func isLaxer(than other: SendmailRule) -> Bool {
        func rank(_ rule: SendmailRule) -> (Int, Int, Int) {
            let name =
                switch rule.name {
                case .any: 0
                case .host: 1
                case .exactly: 2
                }
            return (rule.kind == .verified ? 1 : 0, name, rule.bits)
        }
        return rank(self) < rank(other)
    }
}
