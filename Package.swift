// swift-tools-version: 6.2
import PackageDescription

// One list of settings for every Swift target: Swift 6 mode, every warning an error, imports and existentials spelt out.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // Functions that return a Span of their argument say so by @_lifetime.
    .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
    name: "tlsmandate",
    products: [
        .executable(name: "tlsmandate", targets: ["tlsmandate"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // The executable joins the modules and decides nothing.
        .executableTarget(
            name: "tlsmandate",
            dependencies: [
                "AuditReport", "CSystemd", "DecisionJournal", "MailServerLog", "MandateCore", "MapFormats",
                "MessageContent",
                "Milter",
                "PostfixServers", "PostfixWire", "RegisterFiles", "STARTTLSProbe",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // libmilter: what Sendmail and Postfix ask per message.
        .target(
            name: "Milter",
            dependencies: [
                "CMilter", "MandateCore", "MessageContent", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        // SwiftNIO: listeners, limits, the policy server.
        .target(
            name: "PostfixServers",
            dependencies: [
                "MandateCore", "PostfixWire",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        // SQLite through GRDB, and systemd's journal: writing and reading decisions.
        .target(
            name: "DecisionJournal",
            dependencies: [
                "COpenSSL", "CSystemd", "MandateCore",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),

        // What Postfix and Sendmail log of deliveries, and what they hold.
        .target(
            name: "MailServerLog",
            dependencies: [
                "CSystemd", "CZlib", "MandateCore",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),

        // A gateway tested from outside: DNS, the SMTP dialogue, OpenSSL; held against what was agreed.
        .target(name: "STARTTLSProbe", dependencies: ["COpenSSL", "CUnbound", "MandateCore"], swiftSettings: settings),

        // Postfix's and Sendmail's tables, text in, text out.
        .target(name: "MapFormats", dependencies: ["MandateCore"], swiftSettings: settings),

        // A month of decisions as one HTML file; standard library only.
        .target(name: "AuditReport", dependencies: ["MandateCore"], swiftSettings: settings),

        // YAML with positions -> register; diagnostics.
        .target(
            name: "RegisterFiles",
            dependencies: ["CIDN2", "COpenSSL", "MandateCore", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings
        ),

        // Policy requests and replies over bytes; no NIO.
        .target(name: "PostfixWire", swiftSettings: settings),

        // What a milter reads of a message: marks, addresses, end-to-end encryption; through GMime.
        .target(name: "MessageContent", dependencies: ["CGMime"], swiftSettings: settings),

        // Agreements, register, requirements, decisions; standard library only.
        .target(name: "MandateCore", swiftSettings: settings),

        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CMilter", pkgConfig: "milter", providers: [.apt(["libmilter-dev"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CUnbound", providers: [.apt(["libunbound-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .testTarget(
            name: "MandateCoreTests",
            dependencies: ["MandateCore", "TestSupport"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PostfixWireTests",
            dependencies: ["PostfixWire"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AuditReportTests",
            dependencies: ["AuditReport", "MandateCore", "ReportSample"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MailServerLogTests",
            dependencies: ["MailServerLog", "MandateCore"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "STARTTLSProbeTests",
            dependencies: ["MandateCore", "STARTTLSProbe"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MapFormatsTests",
            dependencies: ["MailLab", "MandateCore", "MapFormats", "RegisterFiles"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MilterTests",
            dependencies: [
                "MandateCore", "Milter", "RegisterFiles", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MessageContentTests",
            dependencies: ["MandateCore", "MessageContent", "TestSupport"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RegisterFilesTests",
            dependencies: ["MailLab", "MandateCore", "RegisterFiles"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DecisionJournalTests",
            dependencies: ["DecisionJournal", "MailLab", "MandateCore", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PostfixServersTests",
            dependencies: [
                "MailLab", "MandateCore", "PostfixServers", "PostfixWire", "RegisterFiles", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        // Real servers that the tests start themselves: Postfix, certificates, an SMTP client, the service.
        .target(name: "MailLab", dependencies: ["COpenSSL"], path: "Tests/MailLab", swiftSettings: settings),
        // What several test targets need and starts no server: folders, a small disk, values and log lines to wait for.
        .target(
            name: "TestSupport",
            dependencies: ["MailLab", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        // A month as the report's tests show it.
        .target(
            name: "ReportSample",
            dependencies: ["AuditReport", "MandateCore", "TestSupport"],
            path: "Tests/ReportSample",
            swiftSettings: settings
        ),
        // `make bench`: decisions without a socket.
        .target(name: "AllocationCount", path: "Benchmarks/AllocationCount"),
        .executableTarget(
            name: "DecisionBenchmark",
            dependencies: ["AllocationCount", "MandateCore", "PostfixServers", "RegisterFiles"],
            path: "Benchmarks/Decisions",
            swiftSettings: settings
        ),
        // `make demo`.
        .executableTarget(name: "Demo", dependencies: ["MailLab"], path: "packaging/demo", swiftSettings: settings),
        // `make man`.
        .executableTarget(name: "Manuals", path: "packaging/manuals", swiftSettings: settings),
        .testTarget(
            name: "ManualTests",
            dependencies: [
                "DecisionJournal", "MailLab", "MailServerLog", "Manuals", "MandateCore", "MessageContent",
                "PostfixServers",
                "PostfixWire", "RegisterFiles", "tlsmandate", .product(name: "NIOCore", package: "swift-nio"),
            ],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "AuditReport", "DecisionJournal", "Demo", "MailLab", "MailServerLog", "MandateCore", "MessageContent",
                "PostfixServers", "PostfixWire", "ReportSample", "TestSupport", "tlsmandate",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
    ]
)

// `make fuzz` sets TLSMANDATE_FUZZ: the modules have their branches counted, and instead of the commands and the tests there is a
// program a parser, with libFuzzer's main. Other builds know nothing of it.
if Context.environment["TLSMANDATE_FUZZ"] != nil {
    package.products = []
    package.targets.removeAll { $0.type == .executable || $0.type == .test || $0.path != nil }
    let counted: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library", "-enable-testing"])]
    for target in package.targets where target.type == .regular {
        target.swiftSettings = (target.swiftSettings ?? []) + counted
    }
    package.targets += [
        .target(name: "FuzzMain", path: "Tests/Fuzz/Main"),
        .target(
            name: "FuzzSupport",
            dependencies: ["FuzzMain"],
            path: "Tests/Fuzz/Support",
            swiftSettings: settings
        ),
        .target(
            name: "RegisterFuzzSupport",
            dependencies: ["FuzzSupport", "MandateCore", "RegisterFiles"],
            path: "Tests/Fuzz/RegisterSupport",
            swiftSettings: settings
        ),
        // Of the commands only what reads their filters; the rest is the executable's, whose main would be a second one.
        .target(
            name: "AuditFilters",
            dependencies: [
                "DecisionJournal", "MandateCore", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/tlsmandate",
            sources: ["Clock.swift", "Commands/FilterOptions.swift", "Commands/Moment.swift"],
            swiftSettings: settings + counted
        ),
    ]
    let fuzzed: KeyValuePairs<String, [Target.Dependency]> = [
        "Agreement": ["RegisterFuzzSupport"],
        "AuditOptions": [
            "AuditFilters", "DecisionJournal", "MandateCore",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        "Certificate": ["STARTTLSProbe"],
        "Configuration": ["RegisterFuzzSupport"],
        "DomainsFile": ["MandateCore", "RegisterFiles"],
        "HeaderValue": ["MandateCore", "MessageContent"],
        "HeldMailListing": ["MailServerLog", "MandateCore"],
        "ImportedTable": ["MapFormats", "RegisterFiles", "RegisterFuzzSupport"],
        "JournalQuery": ["DecisionJournal", "MandateCore"],
        "JournaldEntry": ["DecisionJournal", "MandateCore"],
        "MXRecord": ["MandateCore", "STARTTLSProbe"],
        "MailLogFile": ["MailServerLog", "MandateCore"],
        "MailLogLine": ["MailServerLog", "MandateCore"],
        "Marks": ["MandateCore"],
        "MessageBody": ["MessageContent"],
        "Names": ["MandateCore", "RegisterFiles"],
        "PolicyConnection": [
            "MandateCore", "PostfixServers", "PostfixWire", "RegisterFiles",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
        ],
        "PolicyRequest": ["PostfixWire"],
        "SMTPReplies": ["STARTTLSProbe"],
        "Socketmap": ["PostfixWire"],
    ]
    package.targets += fuzzed.map { name, dependencies in
        .executableTarget(
            name: "Fuzz\(name)",
            dependencies: ["FuzzSupport"] + dependencies,
            path: "Tests/Fuzz/\(name)",
            swiftSettings: settings + counted,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]
        )
    }
}
