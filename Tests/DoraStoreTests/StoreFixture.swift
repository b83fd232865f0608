import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

/// A store in a folder of its own, with the real git beside it.
final class StoreFixture {
  let sandbox: Sandbox
  let store: Store
  var path: String { sandbox.file(".dora") }

  init() throws {
    sandbox = try Sandbox()
    store = try Store.create(at: sandbox.file(".dora"))
  }

  static let author = Author(
    name: "Ada", email: "ada@host", seconds: 1_700_000_000, offsetMinutes: 60)
  static let program = Program(
    backend: .argparse, package: "digits", mainModule: "train", dir: "./outputs")

  /// What `git --git-dir=.dora …` says.
  @discardableResult
  func git(_ words: String...) throws -> DoraTestSupport.Outcome {
    try Command(in: sandbox.path).run(["git", "--git-dir=.dora"] + words)
  }

  /// The number of commits on the branch.
  func commits() throws -> Int {
    Int(try git("rev-list", "--count", "main").out.trimmingCharacters(in: .newlines)) ?? 0
  }

  /// Has git check every object.
  func expectSound(_ where: SourceLocation = #_sourceLocation) throws {
    let check = try git("fsck", "--strict", "--full")
    #expect(check.status == 0, "\(check.error)", sourceLocation: `where`)
    #expect(!check.error.contains("error"), "\(check.error)", sourceLocation: `where`)
    #expect(!check.error.contains("warning"), "\(check.error)", sourceLocation: `where`)
  }

  /// Stores the XP `--seed=<seed>`.
  @discardableResult
  func sign(_ seed: Int, in store: Store? = nil) throws -> XP {
    try (store ?? self.store).commit("sig: \(seed)", author: Self.author) { transaction in
      try Self.put(seed, transaction)
    }
  }

  @discardableResult
  static func put(_ seed: Int, _ transaction: Transaction) throws -> XP {
    let delta = delta(seed)
    return try transaction.put(
      digest: delta.digest, argv: [Text("--seed=\(seed)")], delta: delta, program: program
    ).xp
  }

  static func delta(_ seed: Int) -> Delta { Delta([JSON.Member("seed", JSON(seed))]) }

  static func run(_ job: Int, state: RunState = .pending, id: String? = nil) -> Run {
    Run(
      id: id ?? "00000000\(10_000_000 + job)", engine: "local", job: String(job), host: "node",
      state: state, commit: "0123456789012345678901234567890123456789", dirty: true,
      resources: ["gpus": 1], command: ["python3", "train.py"],
      environment: [JSON.Member("DORA_SIG", "2aeed959")], log: "/o/xps/\(job).log",
      submitted: 1_700_000_000.5)
  }

  /// Adds a run to an XP.
  func submit(_ digest: Digest, _ run: Run) throws {
    try store.commit("submit: job \(run.job)", author: Self.author) { transaction in
      var runs = try transaction.runs(digest)
      runs.all.append(run)
      try transaction.put(runs, of: digest)
    }
  }

  /// A made-up digest: these digits, then zeros.
  static func digest(_ start: String) throws -> Digest {
    try #require(Digest(hex: start + String(repeating: "0", count: 40 - start.count)))
  }

  /// Stores an XP under a digest that isn't its delta's.
  @discardableResult
  func forge(_ start: String) throws -> XP {
    let digest = try Self.digest(start)
    return try store.commit("sig: forged", author: Self.author) { transaction in
      try transaction.put(
        digest: digest, argv: [Text(start)], delta: Delta([JSON.Member("x", JSON(start))]),
        program: Self.program
      ).xp
    }
  }
}

/// The failure that `body` ends in.
func failure(_ body: () throws -> Void) -> (any Failure)? {
  do { try body() } catch { return error as? any Failure }
  return nil
}
