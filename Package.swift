// swift-tools-version: 6.2
import PackageDescription

// No package dependency, on purpose: what a library does well comes from the system's C libraries,
// each behind one module map in Sources/System and imported by exactly one Swift module.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// The thread sanitizer does not see the standard library's `Mutex` and reports races that are none.
// With KEFUD_SANITIZE=thread (scripts/test --sanitize thread) a module of the same name over locks
// that it sees stands in its place.
let isThreadSanitized = Context.environment["KEFUD_SANITIZE"] == "thread"
let visibleLocks: [Target.Dependency] = isThreadSanitized ? ["Synchronization"] : []
let standIn: [Target] =
    isThreadSanitized
    ? [
        .target(
            name: "Synchronization", path: "Tests/Sanitizer",
            swiftSettings: strict + [
                // In its name for the linker it keeps apart from the one that it stands in for.
                .unsafeFlags(["-module-abi-name", "VisibleSynchronization"])
            ])
    ] : []

func system(_ name: String, _ pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

// Fuzzers are debug builds, since they look at what a module keeps to itself; where nearly all of
// their time goes they are optimised, and nowhere else, which would take more than twice as long.
let isFuzzing = Context.environment["KEFUD_FUZZ"] != nil
let optimisedForFuzzing: Set = ["WeCom", "HTTPServer", "Crypto", "Configuration"]

func module(
    _ name: String, _ dependencies: [Target.Dependency], documents: [String] = []
) -> Target {
    let isOptimised = isFuzzing && optimisedForFuzzing.contains(name)
    return .target(
        name: name, dependencies: dependencies + visibleLocks, exclude: documents,
        swiftSettings: strict + (isOptimised ? [.unsafeFlags(["-O"])] : []))
}

func program(
    _ name: String, _ dependencies: [Target.Dependency], documents: [String] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + visibleLocks, exclude: documents,
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + visibleLocks, path: "Tests/\(name)",
        swiftSettings: strict)
}

// Everything that reads bytes of others. In the ordinary build its kept inputs are tests; with
// KEFUD_FUZZ set (scripts/fuzz) it is a program for libFuzzer instead, which has a `main` of its own.
let fuzzed: [Target.Dependency] = [
    "API", "Engine", "Storage", "Routing", "WeCom", "Configuration", "HTTPServer", "Crypto",
    "Lifecycle",
]
let fuzz: Target =
    isFuzzing
    ? .executableTarget(
        name: "fuzz", dependencies: fuzzed, path: "Tests/Fuzz",
        exclude: ["corpus", "ReplayTests.swift"],
        // Without it an empty `main` would come before libFuzzer's.
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
    : .testTarget(
        name: "FuzzTests", dependencies: fuzzed, path: "Tests/Fuzz",
        exclude: ["corpus", "FuzzMain.swift"], swiftSettings: strict)

let package = Package(
    name: "kefud",
    products: [
        .executable(name: "kefud", targets: ["kefud"]),
        .executable(name: "kefu-platform", targets: ["kefu-platform"]),
    ],
    targets: [
        system("CSQLite", "sqlite3", apt: "libsqlite3-dev"),
        system("COpenSSL", "libcrypto", apt: "libssl-dev"),
        system("CMicrohttpd", "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        system("CExpat", "expat", apt: "libexpat1-dev"),
        system("CSystemd", "libsystemd", apt: "libsystemd-dev"),
        system("CQRencode", "libqrencode", apt: "libqrencode-dev"),
        system("CPNG", "libpng", apt: "libpng-dev"),
        .target(name: "CTOML", path: "Sources/System/CTOML"),

        module("SQLite", ["CSQLite"]),
        module("Crypto", ["COpenSSL"]),
        module("HTTPServer", ["CMicrohttpd"]),
        module("HTTPClient", ["CCurl"]),
        module("Configuration", ["CTOML"]),
        module("Lifecycle", ["CSystemd"]),
        module("QRCode", ["CQRencode", "CPNG"]),
        module("Routing", [], documents: ["RULES.md"]),
        module(
            "WeCom", ["Routing", "Crypto", "HTTPClient", "CExpat"], documents: ["PLATFORM.md"]),
        module("Storage", ["Routing", "SQLite"]),
        module(
            "Engine", ["Routing", "WeCom", "Storage", "Lifecycle"],
            documents: ["PIPELINE.md"]),
        module(
            "API", ["Engine", "Routing", "WeCom", "Storage", "HTTPServer", "Crypto", "QRCode"],
            documents: ["API.md"]),
        program(
            "kefud",
            [
                "API", "Engine", "Storage", "WeCom", "Routing", "Configuration", "Lifecycle",
                "HTTPServer", "HTTPClient", "Crypto",
            ]),
        program(
            "kefu-platform", ["WeCom", "Crypto", "HTTPServer", "HTTPClient", "Lifecycle"],
            documents: ["README.md"]),
        program(
            "kefu-bench",
            ["Engine", "Routing", "WeCom", "Storage", "Lifecycle", "Crypto", "HTTPServer"]),

        // For tests: what several of them need, and the simulator (scripts/simulate).
        .target(
            name: "StoredForms", dependencies: ["Routing"], path: "Tests/StoredForms",
            swiftSettings: strict),
        .executableTarget(
            name: "simulate",
            dependencies: [
                "Engine", "Routing", "Storage", "WeCom", "SQLite", "Lifecycle", "StoredForms",
            ],
            path: "Tests/Simulation", exclude: ["INVARIANTS.md"], swiftSettings: strict),

        tests("SQLite", ["SQLite"]),
        tests("Crypto", ["Crypto"]),
        tests("HTTPServer", ["HTTPServer", "HTTPClient"]),
        tests("HTTPClient", ["HTTPServer", "HTTPClient"]),
        tests("Configuration", ["Configuration"]),
        tests("Lifecycle", ["Lifecycle"]),
        tests("QRCode", ["QRCode"]),
        tests("Routing", ["Routing", "StoredForms"]),
        tests("WeCom", ["WeCom", "Crypto", "HTTPServer", "HTTPClient", "Routing"]),
        tests("Storage", ["Storage", "Routing", "SQLite"]),
        tests(
            "Engine",
            ["Engine", "Routing", "WeCom", "Storage", "SQLite", "Lifecycle", "HTTPClient"]),
        tests(
            "API",
            [
                "API", "Engine", "Routing", "WeCom", "Storage", "HTTPServer", "Crypto", "Lifecycle",
            ]),
        tests("Platform", ["kefu-platform", "WeCom", "HTTPServer", "HTTPClient", "Crypto"]),
        tests("Daemon", ["HTTPClient", "HTTPServer", "Crypto", "WeCom"]),
        tests("Tidy", []),
        fuzz,
    ] + standIn,
    cxxLanguageStandard: .cxx17
)
