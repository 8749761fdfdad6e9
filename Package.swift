// swift-tools-version: 6.2
import PackageDescription

/// `SIGNALD_STRICT=1` (set by `make test` and `.ci/run`) turns warnings into errors. It is not on
/// by default, because a newer compiler's new warning must not break the build of whoever embeds
/// us.
let isStrict = Context.environment["SIGNALD_STRICT"] == "1"

let settings: [SwiftSetting] =
  [
    .strictMemorySafety(),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

let cSettings: [CSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []

/// OpenSSL is linked on Linux only; on Apple platforms SignaldCrypto uses CryptoKit.
let openSSL: [Target.Dependency] = [
  .target(name: "CSignaldOpenSSL", condition: .when(platforms: [.linux]))
]

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

let package = Package(
  name: "signald",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    // The ground floor comes with each: its types are the currency of all of them.
    .library(name: "StunTurn", targets: ["StunTurn", "SansIO", "SignaldCrypto"]),
    .library(name: "Signal", targets: ["Signal", "SansIO", "SignaldCrypto"]),
    .library(name: "Reactor", targets: ["Reactor", "SansIO", "SignaldCrypto"]),
    .library(name: "SignaldKit", targets: ["SignaldKit"]),
    .executable(name: "signald", targets: ["signald"]),
  ],
  dependencies: [],
  targets: [
    // System libraries and the C shims over them.
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "openssl",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CSignaldLinux", cSettings: cSettings),
    .target(name: "CSignaldOpenSSL", dependencies: ["COpenSSL"], cSettings: cSettings),

    // 1: the ground floor.
    .target(name: "SansIO", swiftSettings: settings),
    .target(
      name: "SignaldCrypto", dependencies: ["SansIO", "CZlib"] + openSSL, swiftSettings: settings),

    // 2: three rooms that do not know one another.
    .target(name: "StunTurn", dependencies: ["SansIO", "SignaldCrypto"], swiftSettings: settings),
    .target(name: "Signal", dependencies: ["SansIO", "SignaldCrypto"], swiftSettings: settings),
    .target(
      name: "Reactor", dependencies: ["SansIO", "SignaldCrypto", "CSignaldLinux"] + openSSL,
      swiftSettings: settings),

    // Upstairs of StunTurn: checks of any TURN server, as pure as what they check.
    .target(
      name: "Conformance", dependencies: ["SansIO", "SignaldCrypto", "StunTurn"],
      swiftSettings: settings),

    // 3 and 4: the async face and the daemon.
    .target(
      name: "SignaldKit",
      dependencies: ["SansIO", "SignaldCrypto", "StunTurn", "Signal", "Reactor", "Conformance"],
      swiftSettings: settings),
    .executableTarget(
      name: "signald",
      dependencies: [
        "SansIO", "SignaldCrypto", "StunTurn", "Signal", "Reactor", "Conformance", "SignaldKit",
      ],
      swiftSettings: settings),

    // Tests mirror Sources.
    .target(
      name: "TestSupport", dependencies: ["SansIO", "SignaldCrypto"], path: "Tests/Support",
      swiftSettings: settings),
    tests("SansIOTests", ["SansIO"]),
    tests("SignaldCryptoTests", ["SansIO", "SignaldCrypto"]),
    tests("StunTurnTests", ["SansIO", "SignaldCrypto", "StunTurn"]),
    tests("ConformanceTests", ["SansIO", "SignaldCrypto", "StunTurn", "Conformance"]),
    tests("SignalTests", ["SansIO", "SignaldCrypto", "Signal"]),
    tests("ReactorTests", ["SansIO", "SignaldCrypto", "Reactor", "CSignaldLinux"]),
    tests("SignaldKitTests", ["SansIO", "SignaldCrypto", "StunTurn", "Reactor", "SignaldKit"]),
    tests("SignaldTests", ["SansIO", "Conformance", "signald"]),
    tests("SimulationTests", ["SansIO", "SignaldCrypto", "StunTurn", "Signal"]),
    // They run the program as built, beside the tests' binary.
    tests(
      "EndToEndTests", ["SansIO", "SignaldCrypto", "StunTurn", "Reactor", "SignaldKit", "signald"]),
    tests("HouseTests", []),
  ],
  swiftLanguageModes: [.v6]
)
