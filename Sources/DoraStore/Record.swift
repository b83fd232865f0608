import DoraModel

extension XP {
  /// The XP as a file of the store: one line, since it never changes.
  var record: [UInt8] { PythonJSON.bytes(json) + [UInt8(ascii: "\n")] }
}

extension Runs {
  /// The runs as a file of the store: a line for each, so that `git show` shows which one changed, and git merges runs
  /// that two copies of a store have added.
  var record: [UInt8] { Self.record(of: all.map(\.json)) }

  static func record(of runs: [JSON]) -> [UInt8] {
    var bytes = Array("{\"version\": 1, \"runs\": [".utf8)
    for (i, run) in runs.enumerated() {
      bytes.append(contentsOf: (i == 0 ? "\n" : ",\n").utf8)
      PythonJSON.write(run, to: &bytes)
    }
    bytes.append(contentsOf: (runs.isEmpty ? "]}\n" : "\n]}\n").utf8)
    return bytes
  }
}

extension Star {
  /// The star as a file of the store.
  var record: [UInt8] { PythonJSON.bytes(json) + [UInt8(ascii: "\n")] }
}
