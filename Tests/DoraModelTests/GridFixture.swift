@testable import DoraModel

/// Grids, XPs and runs for tests, named by one key and value.
enum GridFixture {
  static let name: GridName? = try? GridName("digits")

  static func entry(
    _ key: String, resources: JSON = ["gpus": 1], array: Int? = nil
  ) -> GridRecord.Entry? {
    let delta = Delta([JSON.Member("x", JSON(key))])
    let sig = Sig(of: delta.digest, unlike: [])
    return GridRecord.Entry(
      digest: delta.digest, sig: sig, name: "x=\(key)", resources: resources, array: array)
  }

  static func entries(_ keys: String...) -> [GridRecord.Entry] { keys.compactMap { entry($0) } }

  static func run(_ state: RunState, exit: Int? = nil, signal: Int? = nil) -> Run {
    Run(
      id: "0123456789abcdef", engine: "local", job: "7", host: "h", state: state, log: "/log",
      submitted: 0, exit: exit, signal: signal)
  }

  static func runs(_ runs: [String: Run]) -> [Digest: Run] {
    var found: [Digest: Run] = [:]
    for (key, run) in runs {
      if let entry = entry(key) { found[entry.digest] = run }
    }
    return found
  }
}

extension GridPlan {
  /// What happens to whom: `submit x=a`.
  var acts: [String] { (steps + left).map { "\($0.action) \($0.entry.name)" } }
}
