extension String {
    /// A path without doubled slashes and `.`; what `..` leads to depends on links.
    var comparablePath: String {
        (hasPrefix("/") ? "/" : "") + split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
