// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that no product of the main manifest has an endpoint that echoes.
let package = Package(
  name: "Autobahn",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "signald", path: "../../..")],
  targets: [
    .executableTarget(
      name: "EchoServer",
      dependencies: [
        .product(name: "Signal", package: "signald"),
        .product(name: "Reactor", package: "signald"),
      ],
      swiftSettings: [
        .strictMemorySafety(), .enableExperimentalFeature("Lifetimes"),
        .enableUpcomingFeature("ExistentialAny"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
