import DoraModel

/// Why a program can't be described by its source alone.
struct SourceDoubt: Error {
  let reason: String
  /// Whether it's a Hydra program at all.
  let isOfHydra: Bool

  init(_ reason: String, isOfHydra: Bool = true) {
    self.reason = reason
    self.isOfHydra = isOfHydra
  }

  init(_ doubt: PythonDoubt, in file: String) {
    isOfHydra = true
    reason = "\(file):\(doubt.line): \(doubt.what)"
  }
}
