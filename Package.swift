// swift-tools-version: 6.2
import PackageDescription

/// CI sets SARATHI_STRICT: then a warning in our own code is an error. (Dependencies are not ours to judge.)
let isStrict = Context.environment["SARATHI_STRICT"] == "1"

/// `make fuzz` sets SARATHI_FUZZ: then the readers of outside bytes are built for libFuzzer, and only they.
let isFuzzing = Context.environment["SARATHI_FUZZ"] == "1"
let fuzzerFlags = isFuzzing ? ["-O", "-sanitize=fuzzer,address"] : []

/// `make coverage` sets SARATHI_COVERAGE: then only the rules and their tests are built, as written, not optimised.
let isMeasuringCoverage = Context.environment["SARATHI_COVERAGE"] == "1"

/// Settings every target shares: Swift 6 mode plus the upcoming features that keep imports and existentials honest.
let swiftSettings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (isStrict ? [.treatAllWarnings(as: .error, .when(configuration: .debug))] : [])
  + (isFuzzing ? [.unsafeFlags(fuzzerFlags)] : [])

/// Modules on a hot path are optimised in debug builds too, so that a newcomer's demo and the tests run at real speed.
/// In a release they may be inlined into each other (package optimisation needs library evolution, which nothing outside
/// the package ever sees): a backtest's loop goes through five of them for each bar.
let pureSettings =
  swiftSettings + [
    .unsafeFlags(isMeasuringCoverage ? [] : ["-O"], .when(configuration: .debug)),
    .unsafeFlags(
      ["-enable-library-evolution", "-Xfrontend", "-package-cmo", "-Xfrontend", "-allow-non-resilient-access"],
      .when(configuration: .release)),
  ]

let package = Package(
  name: "sarathi",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "sarathi", targets: ["sarathi"])],
  // One version each. What these bring along is fixed in Scripts/packages.txt, which every build is compared with.
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // The pure middle: values in, values out. No I/O, clock, randomness or Foundation.
    .target(
      name: "Market",
      resources: [
        .embedInCode("Data/calendar.csv"), .embedInCode("Data/charges.csv"), .embedInCode("Data/freeze.csv"),
      ],
      swiftSettings: pureSettings),
    .target(name: "Indicators", dependencies: ["Market"], swiftSettings: pureSettings),
    .target(name: "Strategies", dependencies: ["Market", "Indicators"], swiftSettings: pureSettings),
    .target(name: "Trading", dependencies: ["Market"], swiftSettings: pureSettings),
    .target(name: "Engine", dependencies: ["Market", "Trading"], swiftSettings: pureSettings),
    .target(name: "Simulation", dependencies: ["Market", "Trading"], swiftSettings: pureSettings),

    // The rim: disk, network, time.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "History", dependencies: ["Market", "CZlib"], swiftSettings: pureSettings),
    // What a report carries with it; `Scripts/assets` fetches the chart library at build time.
    .target(name: "CReportAssets", path: "Sources/Backtesting/Assets"),
    .target(
      name: "Backtesting",
      dependencies: [
        "Market", "Indicators", "Strategies", "Trading", "Engine", "Simulation", "History", "CReportAssets",
      ],
      exclude: ["Assets"], swiftSettings: pureSettings),
    .target(
      name: "Storage",
      dependencies: [
        "Market", "Trading", "Engine",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Desk",
      dependencies: [
        "Market", "Indicators", "Strategies", "Trading", "Engine", "Simulation", "Storage", "History",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: swiftSettings),
    // A desk on virtual time, disk and brokers, and the referee that watches it.
    .target(
      name: "DeskSimulation",
      dependencies: [
        "Market", "Trading", "Engine", "Simulation", "Storage", "Desk",
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.embedInCode("Data/nifty-moves.csv")],
      swiftSettings: pureSettings),
    .target(
      name: "Web",
      dependencies: [
        "Market", "Trading", "Engine", "Storage", "Desk",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: [
        .embedInCode("Assets/activity.mustache"),
        .embedInCode("Assets/decisions.mustache"),
        .embedInCode("Assets/desk.css"),
        .embedInCode("Assets/desk.js"),
        .embedInCode("Assets/icon.svg"),
        .embedInCode("Assets/orders.mustache"),
        .embedInCode("Assets/page.mustache"),
        .embedInCode("Assets/positions.mustache"),
        .embedInCode("Assets/report.mustache"),
        .embedInCode("Assets/status.mustache"),
        .embedInCode("Assets/trades.mustache"),
        .embedInCode("Assets/trouble.mustache"),
        .embedInCode("Assets/wrongcode.mustache"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "sarathi",
      dependencies: [
        "Market", "Indicators", "Strategies", "Trading", "Engine", "Simulation", "Storage", "History", "Backtesting",
        "Desk", "DeskSimulation", "Web",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: swiftSettings),

    // What several suites need: values as on a screen, random numbers by seed.
    .target(
      name: "TestSupport", dependencies: ["Market", "Simulation"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "DeskSimulationTests",
      dependencies: ["Market", "Trading", "Engine", "Simulation", "Storage", "Desk", "DeskSimulation", "TestSupport"],
      swiftSettings: swiftSettings),
    // Runs simulated days against a planted bug, without the rest of the program around it.
    .executableTarget(
      name: "simulation-judge", dependencies: ["DeskSimulation"], path: "Tests/SimulationJudge",
      swiftSettings: swiftSettings),
    // The readers of outside bytes and what must hold of them, for libFuzzer and for the test suite.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Market", "Trading", "Engine", "Storage", "History", "Desk", "Web", "sarathi",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      path: "Fuzz/Targets", swiftSettings: pureSettings),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(name: "MarketTests", dependencies: ["Market"], swiftSettings: swiftSettings),
    .testTarget(
      name: "IndicatorsTests", dependencies: ["Market", "Indicators", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "StrategiesTests", dependencies: ["Market", "Indicators", "Strategies", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "HistoryTests", dependencies: ["Market", "History", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "BacktestingTests",
      dependencies: [
        "Market", "Indicators", "Strategies", "Trading", "Engine", "Simulation", "History", "Backtesting",
        "TestSupport",
      ],
      exclude: ["Fixtures", "Reference"], swiftSettings: swiftSettings),
    .testTarget(
      name: "TradingTests", dependencies: ["Market", "Trading", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EngineTests", dependencies: ["Market", "Trading", "Engine", "Simulation", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SimulationTests", dependencies: ["Market", "Trading", "Simulation"], swiftSettings: swiftSettings),
    .testTarget(
      name: "StorageTests",
      dependencies: [
        "Market", "Trading", "Engine", "Storage", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "DeskTests",
      dependencies: [
        "Market", "Strategies", "Trading", "Engine", "Simulation", "Storage", "History", "Desk", "TestSupport",
        .product(name: "Logging", package: "swift-log"), .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Market", "Trading", "Engine", "Storage", "Desk", "Web",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SarathiTests",
      dependencies: [
        "sarathi", "Market", "Indicators", "Strategies", "Trading", "Engine", "Simulation", "Storage", "History",
        "Backtesting", "Desk",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SystemTests",
      dependencies: [
        "sarathi", "Trading", "Storage", "Desk", "DeskSimulation", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      exclude: ["Clock/stepping-clock.c", "IOFaults/faulty-disk.c"], swiftSettings: swiftSettings),
  ]
)

if isFuzzing {
  // Of the rim only what reads: no server, no command line. That halves the build.
  let notReading = ["Backtesting", "DeskSimulation", "TestSupport", "Web", "sarathi", "simulation-judge"]
  package.products = []
  package.targets.removeAll { $0.type == .test || notReading.contains($0.name) }
  package.targets += [
    .target(
      name: "Web", dependencies: ["Market", "Engine", "Desk", .product(name: "Crypto", package: "swift-crypto")],
      sources: ["Alerts"], swiftSettings: swiftSettings),
    .target(
      name: "sarathi",
      dependencies: [
        "Market", "Trading", "Engine", "Strategies", "Storage", .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      sources: [
        "Configuration.swift", "Configuration+DataFiles.swift", "Configuration+Environment.swift",
        "Configuration+File.swift", "Configuration+Loading.swift", "ConfigurationError.swift", "Failure.swift",
        "SettingsReader.swift", "Suggestion.swift", "TOMLNode.swift", "TOMLTextError.swift",
      ],
      swiftSettings: swiftSettings),
    // libFuzzer and the sanitizer need a linker that takes what they leave behind.
    .executableTarget(
      name: "sarathi-fuzz", dependencies: ["FuzzTargets"], path: "Fuzz/Driver", swiftSettings: swiftSettings,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
}

if isMeasuringCoverage {
  let rules = ["Market", "Trading", "Engine", "Simulation"]
  let tests = ["TestSupport", "TradingTests", "EngineTests", "SimulationTests"]
  package.products = []
  package.dependencies = []
  package.targets.removeAll { !(rules + tests).contains($0.name) }
}
