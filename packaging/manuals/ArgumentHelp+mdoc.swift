extension ArgumentHelp {
    /// The argument in a SYNOPSIS, one line.
    var synopsis: String {
        let name = names?.max { $0.name.count < $1.name.count }.map { Self.flag($0) + value }
        let written = (name ?? "Ar \(placeholder)") + (isRepeating ? " ..." : "")
        return isOptional ? ".Op \(written)" : ".\(written)"
    }

    /// The argument in a list of descriptions.
    var item: String {
        let heads = (names ?? []).map { Self.flag($0) + value }
        var lines = [".It " + (heads.isEmpty ? "Ar \(placeholder)" : heads.joined(separator: " , "))]
        lines += [abstract, discussion].compactMap { $0.map(Mdoc.text) }
        if let allValues, !allValues.isEmpty {
            lines.append("Values:")
            lines += allValues.enumerated().map { ".Cm \(Mdoc.word($1)) \($0 + 1 < allValues.count ? "," : ".")" }
        }
        if let defaultValue {
            lines += ["Default:", ".\(defaultValue.hasPrefix("/") ? "Pa" : "Cm") \(Mdoc.word(defaultValue)) ."]
        }
        return lines.joined(separator: "\n")
    }

    private var placeholder: String { Mdoc.word(valueName ?? "value") }

    private var value: String { kind == .option ? " Ar \(placeholder)" : "" }

    private static func flag(_ name: Name) -> String { "Fl " + (name.kind == "long" ? "-" : "") + name.name }
}

extension CommandHelp {
    /// The lines of a SYNOPSIS.
    ///
    /// - Parameters:
    ///   - parent: The command above, which may run this one without its name.
    ///   - named: Groups that are only named, since they are described for several commands together.
    func synopsis(below parent: CommandHelp, naming named: Set<String>) -> String {
        var lines = [".Nm tlsmandate"]
        if parent.defaultSubcommand == commandName {
            lines += [".Cm \(parent.path)", ".Op Cm \(commandName)"]
        } else if !path.isEmpty {
            lines.append(".Cm \(path)")
        }
        let arguments = own.filter { $0.kind == .positional }.map(\.synopsis)
        let options = own.filter { $0.kind != .positional && !named.contains($0.sectionTitle ?? "") }
        lines += options.map(\.synopsis)
        let titles = Set(own.compactMap(\.sectionTitle)).intersection(named)
        lines += titles.sorted().map { ".Op Ar \($0.lowercased())" } + arguments
        return lines.joined(separator: "\n")
    }
}
