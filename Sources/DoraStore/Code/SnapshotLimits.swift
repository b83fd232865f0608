/// How much of a work tree's changes a snapshot takes; what is larger is left out, and named.
package struct SnapshotLimits: Hashable, Sendable {
  /// Bytes of one file.
  package var file: Int
  /// Bytes of all changed files together.
  package var total: Int

  package init(file: Int = 10 << 20, total: Int = 100 << 20) {
    self.file = file
    self.total = total
  }

  /// What `[code] maxFileSize` and `maxTotalSize` say, as git writes sizes: `500k`, `10m`, `1g`.
  package init(_ configuration: Configuration) throws(StoreFailure) {
    self.init()
    if let size = try Self.size("code.maxfilesize", configuration) { file = size }
    if let size = try Self.size("code.maxtotalsize", configuration) { total = size }
  }

  private static func size(
    _ name: String, _ configuration: Configuration
  ) throws(StoreFailure) -> Int? {
    guard let text = configuration[name] else { return nil }
    let units: [Character: Int] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
    let unit = text.lowercased().last.flatMap { units[$0] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
      case let (size, isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 1), !isTooLarge
    else { throw .badSetting(name: name, value: text, wanted: "a size such as 500k, 10m or 1g") }
    return size
  }
}
