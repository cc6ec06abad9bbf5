internal import MandateCore

/// Reads `tlsmandate.yaml`.
enum ConfigurationReading {
    private static let grammar = Grammar.configuration

    /// The configuration, and where its parts stand.
    struct Result {
        var service: ServiceConfiguration
        var configuration: Configuration
        var listenPosition: Position
        var agreementsPosition: Position
        var classPositions: [String: Position]
    }

    /// Reads the text of the configuration file.
    ///
    /// - Parameter folder: The file's folder, to which paths in it are relative.
    /// - Returns: nil where nothing could be read; mistakes are reported.
    static func read(_ text: String, folder: String, source: SourceFile) -> Result? {
        let document = YAMLDocument(parsing: text, in: source)
        guard let root = document.root,
            let file = MappingReader(root, named: "the file", keys: grammar[""], document: document, source: source)
        else { return nil }
        file.require("organisation")
        let service = service(file, folder: folder)
        let classes = ClassReading.classes(file)
        let configuration = Configuration(
            organisation: organisation(file),
            exemptNetworks: exemptNetworks(file) ?? defaultExemptNetworks,
            replies: replies(file),
            classes: classes.map(\.messageClass),
            frontends: service.frontends
        )
        return Result(
            service: service,
            configuration: configuration,
            listenPosition: file.has("listen") ? file.keyPosition("listen") : file.position,
            agreementsPosition: file.keyPosition("agreements"),
            classPositions: Dictionary(classes.map { ($0.messageClass.name, $0.position) }) { first, _ in first }
        )
    }

    /// Loopback: a content filter that hands mail back, an inner relay, a proxy that ends TLS.
    private static var defaultExemptNetworks: [IPNetwork] { ["127.0.0.0/8", "::1"].compactMap { try? IPNetwork($0) } }

    private static func exemptNetworks(_ file: MappingReader) -> [IPNetwork]? {
        file.list("exempt-networks")?.compactMap { placed in
            guard let network = file.network(placed) else { return nil }
            if network.isEverybody {
                file.source.warning(
                    "'\(placed.text)' is everybody's network: no session from it is asked for TLS, whatever was agreed; name your own networks",
                    at: placed.position
                )
            }
            return network
        }
    }

    private static func organisation(_ file: MappingReader) -> Organisation {
        guard let section = file.mapping("organisation", keys: grammar["organisation"]) else {
            return Organisation(name: "", domains: [], contact: "")
        }
        for key in ["name", "domains", "contact"] { section.require(key) }
        let domains = section.domains("domains")
        if let domains, domains.isEmpty, section.isEmptyList("domains") {
            section.source.error("'domains' is empty: name our own mail domains", at: section.valuePosition("domains"))
        }
        return Organisation(
            name: section.text("name") ?? "",
            domains: (domains ?? []).map(\.pattern),
            contact: section.address("contact") ?? ""
        )
    }

    private static func service(_ file: MappingReader, folder: String) -> ServiceConfiguration {
        var service = ServiceConfiguration()
        if let listen = file.mapping("listen", keys: grammar["listen"]) {
            var addresses = ListenReading(listen.source)
            service.policy = (listen.list("policy") ?? []).compactMap { addresses.address($0) }
            service.milter = listen.placed("milter").flatMap { addresses.address($0) }
            service.socketmap = (listen.list("socketmap") ?? []).compactMap { addresses.address($0) }
        }
        service.agreements = path(file.text("agreements") ?? service.agreements, in: folder)
        if let journals = file.list("journal") { service.journals = self.journals(journals, file) }
        service.journalSync = file.choice("journal-sync", ServiceConfiguration.JournalSync.self) ?? .normal
        service.journalRecords = file.choice("journal-records", DecisionSettings.Recording.self) ?? .agreements
        service.journalKeepDays = journalKeep(file)
        if let log = file.text("mail-log"), log != "journald" { service.mailLog = .file(path(log, in: folder)) }
        service.logAddresses = file.choice("log-addresses", AddressKeeping.self) ?? .violations
        return service
    }

    private static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder == "." ? path : folder + "/" + path
    }

    private static func journals(_ list: [Placed], _ file: MappingReader) -> [ServiceConfiguration.JournalLocation] {
        if list.isEmpty {
            file.source.error(
                "'journal' is empty: decisions must be recorded somewhere",
                at: file.valuePosition("journal")
            )
        }
        var lines: [ServiceConfiguration.JournalLocation: Int] = [:]
        return list.compactMap { placed in
            guard let journal = journal(placed.text) else {
                file.source.error(
                    "'\(placed.text)' is not a journal: write sqlite:PATH or systemd:",
                    at: placed.position
                )
                return nil
            }
            if let line = lines[journal.comparable] {
                file.source.error("the journal '\(placed.text)' stands in line \(line) already", at: placed.position)
            }
            lines[journal.comparable] = lines[journal.comparable] ?? placed.position.line
            return journal
        }
    }

    private static func journal(_ text: String) -> ServiceConfiguration.JournalLocation? {
        if text == "systemd:" { return .systemd }
        return text.hasPrefix("sqlite:") && text.utf8.count > 7 ? .sqlite(path: String(text.dropFirst(7))) : nil
    }

    private static func journalKeep(_ file: MappingReader) -> Int? {
        guard let placed = file.placed("journal-keep") else { return 400 }
        if placed.text == "off" { return nil }
        if placed.text.hasSuffix("d"), let days = Int(decimal: placed.text.dropLast()), (1...36_500).contains(days) {
            return days
        }
        file.source.error(
            "'journal-keep' is a number of days as in 400d, or off, not '\(placed.text)'",
            at: placed.position
        )
        return 400
    }

    private static func replies(_ file: MappingReader) -> Replies {
        var replies = Replies()
        guard let section = file.mapping("replies", keys: grammar["replies"]) else { return replies }
        if let reject = reply(section, "reject", class: "5", example: "550 5.7.1") { replies.reject = reject }
        if let temporary = reply(section, "defer", class: "4", example: "450 4.7.1") { replies.defer = temporary }
        return replies
    }

    /// `5xx 5.x.x` or `4xx 4.x.x`. A code without enhanced status code, or of the other kind, would be changed by the server.
    private static func reply(_ section: MappingReader, _ key: String, class digit: Character, example: String)
        -> String?
    {
        guard let placed = section.placed(key) else { return nil }
        let parts = placed.text.split(separator: " ", omittingEmptySubsequences: false)
        let numbers = parts.count == 2 ? parts[1].split(separator: ".", omittingEmptySubsequences: false) : []
        let isReply =
            parts.count == 2 && parts[0].count == 3 && parts[0].first == digit
            && "012345".contains(parts[0].dropFirst().first ?? "9")
            && numbers.count == 3 && numbers[0] == String(digit)
            && numbers.dropFirst().allSatisfy { (1...3).contains($0.count) }
            && placed.text.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2e || $0 == 0x20 }
        if isReply { return placed.text }
        section.source.error(
            "'\(key)' must be a code and an enhanced status code as in '\(example)', not '\(placed.text)'",
            at: placed.position
        )
        return nil
    }
}

extension ServiceConfiguration.JournalLocation {
    /// The form in which places compare that are written in several ways.
    fileprivate var comparable: Self {
        if case .sqlite(let path) = self { .sqlite(path: path.comparablePath) } else { self }
    }
}
