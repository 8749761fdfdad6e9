// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who embeds the libraries builds it.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "signald", path: "..")],
  targets: [
    .target(name: "CMallocCounter"),
    .executableTarget(
      name: "RelayAllocations",
      dependencies: [
        "CMallocCounter",
        .product(name: "StunTurn", package: "signald"),
        .product(name: "Reactor", package: "signald"),
      ],
      swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
    .executableTarget(
      name: "RelayCore",
      dependencies: [.product(name: "StunTurn", package: "signald")],
      swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
  ],
  swiftLanguageModes: [.v6]
)
