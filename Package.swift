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
    ],
    targets: [
        // The executable joins the modules and decides nothing.
        .executableTarget(
            name: "tlsmandate",
            dependencies: [
                "CSystemd", "DecisionJournal", "MandateCore", "MessageContent", "Milter", "PostfixServers",
                "PostfixWire",
                "RegisterFiles",
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

        // SQLite through GRDB: writing and reading the journal.
        .target(
            name: "DecisionJournal",
            dependencies: [
                "MandateCore",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),

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

        .testTarget(
            name: "MandateCoreTests",
            dependencies: ["MandateCore"],
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
            name: "RegisterFilesTests",
            dependencies: ["MandateCore", "RegisterFiles"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DecisionJournalTests",
            dependencies: ["DecisionJournal", "MandateCore"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PostfixServersTests",
            dependencies: [
                "MandateCore", "PostfixServers", "PostfixWire", "RegisterFiles",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        // Real servers that the tests start themselves: Postfix, certificates, an SMTP client, the service.
        .target(name: "MailLab", dependencies: ["COpenSSL"], path: "Tests/MailLab", swiftSettings: settings),
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
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["Demo", "MailLab", "tlsmandate"],
            resources: [.copy("Cases")],
            swiftSettings: settings
        ),
    ]
)
