import DoraTestSupport
import Foundation
import Testing

@testable import DoraModel

/// Runs a script of `Differential/`, which makes random cases and has another program solve them.
enum Differential {
  /// The environments that hold what is compared with: where CI is true they must be there, else the tests skip.
  enum Peer: String {
    /// Has the package treetable.
    case treetable = "DORA_TEST_TREETABLE"
    /// Has the Python tool: dora-search, and submitit, treetable, retrying, hydra-core, cloudpickle, typing_extensions.
    case upstream = "DORA_TEST_UPSTREAM"
    /// Has hydra-core and the Python tool; where it isn't named, the Python tool's environment has both.
    case hydra = "DORA_TEST_HYDRA"

    /// The environment's Python.
    var python: String? {
      let variables = ProcessInfo.processInfo.environment
      let folder =
        variables[rawValue] ?? (self == .hydra ? variables[Peer.upstream.rawValue] : nil)
      return folder.map { "\($0)/bin/python3" }
    }

    var isWanted: Bool {
      python != nil || ProcessInfo.processInfo.environment["CI"] == "true"
    }
  }

  /// The cases that `script` prints.
  static func cases(_ script: String, _ words: String..., peer: Peer? = nil) throws -> [JSON] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Differential")
    let python: String
    if let peer {
      python = try #require(peer.python, "\(peer.rawValue) names no environment")
    } else {
      python = "python3"
    }
    let outcome = try Command(in: folder.path, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
      .run([python, folder.appending(path: script).path] + words)
    try #require(outcome.status == 0, "\(script): \(outcome.error)")
    return try outcome.lines.map { try JSONReader.read(Array($0.utf8)) }
  }
}
