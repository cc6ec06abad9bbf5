/// The mail server at the other end, known by its macro `v`: the two call things the same that they mean differently.
enum MailServer: Equatable, Sendable {
    /// `v` is `$mail_name $mail_version` (milter_macro_v), by default `Postfix 3.7.11`.
    case postfix
    /// `v` is the version alone, as in `8.17.1.9`; only Sendmail has `{verify}`.
    case sendmail
    /// Neither: nothing that the two mean differently is believed.
    case unknown

    init(version: String?, hasVerify: Bool) {
        if let version, version.contains("Postfix") {
            self = .postfix
        } else if hasVerify || version?.hasPrefix("8.") ?? false {
            self = .sendmail
        } else {
            self = .unknown
        }
    }
}
