// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the main manifest needs no flags for instrumentation: they are
// given on the command line by scripts/fuzz.
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "signald", path: "..")],
  targets: [
    .executableTarget(
      name: "FuzzMessage", dependencies: [.product(name: "StunTurn", package: "signald")],
      swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
    .executableTarget(
      name: "FuzzServer", dependencies: [.product(name: "StunTurn", package: "signald")],
      swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
  ],
  swiftLanguageModes: [.v6]
)
