// swift-tools-version: 6.2
import PackageDescription

// Every warning is an error, in every room.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// One room of the house; DESIGN of the rooms is in ARCHITECTURE.md.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// One executable: a few lines that call one verb of DoraConsole.
func door(_ name: String) -> Target {
  .executableTarget(name: name, dependencies: ["DoraConsole"], swiftSettings: strict)
}

/// The tests of one room.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["DoraTestSupport"], exclude: exclude,
    swiftSettings: strict)
}

let doors = [
  "dora", "dora-sig", "dora-submit", "dora-status", "dora-tail", "dora-grid", "dora-run",
]

let package = Package(
  name: "dora",
  products: doors.map { .executable(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // libgit2, statically: the shared library loads the CA bundle at each start (20 ms). Its network
    // code is stubbed in offline.c, so neither TLS nor ssh is linked.
    .target(
      name: "CLibgit2",
      linkerSettings: [
        .linkedLibrary(":libgit2.a"), .linkedLibrary(":libpcre2-8.a"),
        .linkedLibrary(":libmbedcrypto.a"), .linkedLibrary(":libhttp_parser.a"),
        .linkedLibrary(":libz.a"),
      ]),
    .target(name: "CSystem", linkerSettings: [.linkedLibrary(":libz.a")]),
    // libyaml, statically: 0.2 MB against a shared library that not every machine has.
    .target(name: "CLibyaml", linkerSettings: [.linkedLibrary(":libyaml.a")]),
    // The manual's pages, as they are in man/.
    .target(name: "CManual"),
    room("DoraModel", ["CLibyaml"]),
    room("DoraSystem", ["DoraModel", "CSystem"]),
    room("DoraStore", ["DoraModel", "DoraSystem", "CLibgit2", "CSystem"]),
    room("DoraEngines", ["DoraModel", "DoraSystem", "CSystem"]),
    room("DoraPrograms", ["DoraModel", "DoraSystem"]),
    room("DoraVerbs", ["DoraModel", "DoraSystem", "DoraStore", "DoraEngines", "DoraPrograms"]),
    room("DoraConsole", ["DoraVerbs", "DoraModel", "DoraSystem", "CManual", arguments]),
    .target(name: "DoraTestSupport", path: "Tests/DoraTestSupport", swiftSettings: strict),
    tests("DoraModelTests", ["DoraModel"], exclude: ["Differential"]),
    tests("DoraStoreTests", ["DoraStore", "DoraModel"]),
    // What the engine's tests start in the place of `dora-run`.
    .executableTarget(
      name: "engine-probe", dependencies: ["DoraEngines", "DoraModel", "DoraSystem"],
      path: "Tests/engine-probe", swiftSettings: strict),
    tests("DoraEnginesTests", ["DoraEngines", "DoraModel", "DoraSystem", "engine-probe"]),
    tests("ArchitectureTests", []),
    tests("CLITests", doors.map { .target(name: $0) }, exclude: ["Golden"]),
  ] + doors.map(door)
)
