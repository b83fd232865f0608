import DoraModel
import Foundation
import Testing

@testable import DoraStore

/// Another process that commits to a store: this test executable again, told by its environment what to do.
final class WriterProcess {
  private let process = Process()
  private let log: String

  /// Starts a writer that commits `size` XPs at a time, for ever or once, and logs the seeds of what it has committed.
  init(_ fixture: StoreFixture, size: Int, firstSeed: Int, forever: Bool = true) throws {
    log = fixture.sandbox.file("committed-\(firstSeed)")
    try Data().write(to: URL(filePath: log))
    // A limit on the size of files is as near to a full disk as a test comes without a disk of its own.
    let limit = forever ? "" : "trap '' XFSZ; ulimit -f 40; "
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c", limit + "exec \"$0\" --testing-library swift-testing --filter WriterProcessTests",
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "DORA_TEST_WRITER": fixture.path, "DORA_TEST_SIZE": String(size),
      "DORA_TEST_FIRST": String(firstSeed), "DORA_TEST_LOG": log,
      "DORA_TEST_FOREVER": forever ? "1" : "0",
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// What the writer has logged, line by line.
  func lines() throws -> [String] {
    let text = try String(contentsOfFile: log, encoding: .utf8)
    // The last line may be half written.
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func wait() { process.waitUntilExit() }
}

/// What a `WriterProcess` runs.
@Suite struct WriterProcessTests {
  static let environment = ProcessInfo.processInfo.environment

  @Test(.enabled(if: environment["DORA_TEST_WRITER"] != nil, "only in a writer's process"))
  func `a writer commits until it is killed`() throws {
    let path = try #require(Self.environment["DORA_TEST_WRITER"])
    let size = try #require(Self.environment["DORA_TEST_SIZE"].flatMap { Int($0) })
    var seed = try #require(Self.environment["DORA_TEST_FIRST"].flatMap { Int($0) })
    let log = try FileHandle(
      forWritingTo: URL(filePath: try #require(Self.environment["DORA_TEST_LOG"])))
    let store = try Store.open(at: path)
    repeat {
      let seeds = seed..<seed + size
      do {
        try store.commit("sig: \(size)", author: StoreFixture.author) { transaction in
          for seed in seeds { try StoreFixture.put(seed, transaction) }
        }
      } catch let failure as any Failure {
        try log.write(contentsOf: Data("\(failure.message): \(failure.cause ?? "")\n".utf8))
        return
      }
      try log.write(contentsOf: Data(seeds.map { "\($0)\n" }.joined().utf8))
      seed += size
    } while Self.environment["DORA_TEST_FOREVER"] == "1"
  }
}

/// Polls until `holds`, for at most five.
func poll(_ where: SourceLocation = #_sourceLocation, _ holds: () throws -> Bool) throws {
  for _ in 0..<30_000 {
    if try holds() { return }
    usleep(10_000)
  }
  Issue.record("nothing happened for minutes", sourceLocation: `where`)
}
