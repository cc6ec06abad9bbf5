import Foundation
package import MandateCore

/// Loads configuration and register from their files: whole, or not at all.
package struct RegisterLoader {
    /// A file of the grammar is a few kilobytes; who has a long list has a domains-file.
    package static let largestFile = 1 << 20
    /// Ten million domains and their comments.
    package static let largestDomainsFile = 256 << 20

    private var sources: [SourceFile] = []
    private var texts: [RegisterText] = []
    private let copies: CopiedFiles

    private init(_ copies: CopiedFiles) { self.copies = copies }

    /// Reads everything and reports all that is wrong in one run.
    ///
    /// - Parameters:
    ///   - path: The configuration file.
    ///   - today: The day that warnings of an agreement's end count from.
    package static func load(configuration path: String, today: Day) -> LoadResult {
        load(configuration: path, today: today, from: .none)
    }

    /// - Parameter copies: Where the files are read instead; diagnostics have the paths of the files themselves.
    static func load(configuration path: String, today: Day, from copies: CopiedFiles) -> LoadResult {
        var loader = RegisterLoader(copies)
        let loaded = loader.load(path, today: today)
        let diagnostics = loader.sources.flatMap(\.diagnostics).sorted()
        return LoadResult(
            loaded: diagnostics.contains { $0.severity == .error } ? nil : loaded,
            diagnostics: diagnostics
        )
    }

    /// Reads the configuration file alone: where the journals are, whatever is wrong with an agreement.
    ///
    /// - Returns: What the file says; else its errors.
    package static func loadService(configuration path: String) -> (
        service: ServiceConfiguration?, errors: [Diagnostic]
    ) {
        var loader = RegisterLoader(.none)
        let source = loader.open(path)
        let service = loader.readConfiguration(path, source: source)?.service
        let errors = source.diagnostics.filter { $0.severity == .error }.sorted()
        return (errors.isEmpty ? service : nil, errors)
    }

    private mutating func readConfiguration(_ path: String, source: SourceFile) -> ConfigurationReading.Result? {
        guard let text = read(path, atMost: Self.largestFile, source: source) else { return nil }
        return ConfigurationReading.read(text, folder: Self.folder(of: path), source: source)
    }

    private mutating func load(_ path: String, today: Day) -> LoadedRegister? {
        let folder = Self.folder(of: path)
        let source = open(path)
        guard let configuration = readConfiguration(path, source: source) else { return nil }
        let agreements = readAgreements(of: configuration, source)
        var builder = Register.Builder(configuration: configuration.configuration, convert: IDNA.aLabel)
        for (read, source) in agreements { claimAll(of: read, in: &builder, source: source) }
        for (read, source) in agreements {
            FrontendChecks.check(read, source: source, configuration: configuration.configuration)
        }
        FrontendChecks.check(configuration, source: source)
        let register = builder.build(digest: digest(folder: folder))
        OutboundChecks.check(agreements, register: register, today: today)
        for (read, source) in agreements where !source.hasErrors {
            UnwiseChecks.check(read, source: source, register: register, today: today)
        }
        return LoadedRegister(register: register, service: configuration.service, texts: texts)
    }

    private mutating func open(_ path: String) -> SourceFile {
        let source = SourceFile(path: path)
        sources.append(source)
        return source
    }

    private static func folder(of path: String) -> String {
        path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
    }

    /// Reads a file of the grammar as UTF-8 and keeps its text; what goes wrong is reported.
    private mutating func read(_ path: String, atMost limit: Int, source: SourceFile) -> String? {
        guard let octets = readOctets(path, atMost: limit, source: source, at: Position(line: 1, column: 1)) else {
            return nil
        }
        if let text = String(validating: octets, as: UTF8.self) {
            return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        }
        let valid = Self.validPrefix(octets)
        source.error(
            "the file is not UTF-8",
            at: Position(offset: valid, in: String(decoding: octets, as: UTF8.self))
        )
        return nil
    }

    /// The number of octets before the first that is not UTF-8.
    private static func validPrefix(_ octets: [UInt8]) -> Int {
        var parser = Unicode.UTF8.ForwardParser()
        var rest = octets.makeIterator()
        var count = 0
        while case .valid(let scalar) = parser.parseScalar(from: &rest) { count += scalar.count }
        return count
    }

    private mutating func readOctets(
        _ path: String,
        atMost limit: Int,
        source: SourceFile,
        at position: Position
    ) -> [UInt8]? {
        let place = copies.place(of: path)
        var status = stat()
        if stat(place, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            source.error("cannot read \(path): it is no regular file", at: position)
            return nil
        }
        let file: FileHandle
        do {
            file = try FileHandle(forReadingFrom: URL(fileURLWithPath: place))
        } catch {
            source.error("cannot read \(path): \(error.systemReason)", at: position)
            return nil
        }
        guard let data = try? file.read(upToCount: limit + 1) ?? Data() else {
            source.error("cannot read \(path): it is no regular file", at: position)
            return nil
        }
        guard data.count <= limit else {
            source.error("\(path) is larger than \(limit >> 10) KiB", at: position)
            return nil
        }
        let octets = [UInt8](data)
        texts.append(RegisterText(path: path, octets: octets, digest: Digest.sha256(octets)))
        return octets
    }

    /// Why a folder cannot be opened; Foundation does not tell.
    private static func reason(folder path: String) -> String {
        let folder = opendir(path)
        defer { if let folder { closedir(folder) } }
        return String(cString: strerror(errno))
    }

    /// All agreements of the folder, in the order of their names.
    private mutating func readAgreements(of configuration: ConfigurationReading.Result, _ source: SourceFile) -> [(
        ReadAgreement, SourceFile
    )] {
        let folder = configuration.service.agreements
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: copies.place(of: folder)).filter {
                !$0.hasPrefix(".")
            }.sorted()
        } catch {
            source.error(
                "cannot read the folder of the agreements, \(folder): \(Self.reason(folder: folder))",
                at: configuration.agreementsPosition
            )
            return []
        }
        return names.compactMap { file in
            let path = folder + "/" + file
            guard file.hasSuffix(".yaml") else {
                if file.lowercased().hasSuffix(".yml") || file.lowercased().hasSuffix(".yaml") {
                    open(path).error(
                        "an agreement's file ends in .yaml; rename it, or it would be skipped",
                        at: Position(line: 1, column: 1)
                    )
                }
                return nil
            }
            return readAgreement(path, name: String(file.dropLast(5)), folder: folder)
        }
    }

    private mutating func readAgreement(_ path: String, name: String, folder: String) -> (ReadAgreement, SourceFile)? {
        let source = open(path)
        guard !name.isEmpty,
            name.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") })
        else {
            source.error(
                "an agreement's name is that of its file, in ASCII without blanks, quotes and =",
                at: Position(line: 1, column: 1)
            )
            return nil
        }
        guard let text = read(path, atMost: Self.largestFile, source: source),
            let read = AgreementReading.read(text, name: name, folder: folder, source: source)
        else { return nil }
        return (read, source)
    }

    /// Claims an agreement's domains and clients; what another agreement has claimed is reported.
    private mutating func claimAll(of read: ReadAgreement, in builder: inout Register.Builder, source: SourceFile) {
        let index = builder.add(read.agreement)
        if read.isValidityMistaken { return }
        func conflict(_ what: String, with other: Agreement) -> String {
            "\(what) is claimed by the agreement '\(other.name)' (\(other.file)) already; "
                + "two may name it only where one's 'until' lies before the other's 'from'"
        }
        for (pattern, position) in read.domains {
            guard let other = builder.claim(pattern.name.text.utf8.span, below: pattern.below, for: index) else {
                continue
            }
            source.error(conflict("the domain '\(pattern.text)'", with: other), at: position)
        }
        for (client, position) in read.clients where read.agreement.identifyBy.contains(.client) {
            guard let other = builder.claim(client, for: index) else { continue }
            source.error(conflict("this client", with: other), at: position)
        }
        guard let (path, position) = read.domainsFile,
            let octets = readOctets(path, atMost: Self.largestDomainsFile, source: source, at: position)
        else { return }
        let names = open(path)
        var count = 0
        DomainsFile.read(octets, source: names) { name, below in
            count += 1
            return builder.claim(name, below: below, for: index).map {
                conflict("the domain '\(below ? "*." : "")\(name.text)'", with: $0)
            }
        }
        if count == 0, read.domains.isEmpty, !names.hasErrors {
            source.error(
                "the domains-file \(path) names no domain, and the agreement no other: write the partner's domains into it, or remove the key",
                at: read.positions.domainsFile
            )
        }
    }

    /// The register's digest: over the names and digests of all texts, in order. Names begin at the folder of the configuration.
    private func digest(folder: String) -> String {
        let names = texts.map {
            $0.path.hasPrefix(folder + "/") ? String($0.path.dropFirst(folder.count + 1)) : $0.path
        }
        return Digest.sha256(Array(zip(texts, names).map { "\($0.digest)  \($1)\n" }.joined().utf8))
    }
}
