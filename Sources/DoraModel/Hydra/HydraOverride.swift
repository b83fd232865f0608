/// One argument of a Hydra program, parsed.
struct HydraOverride: Sendable {
  enum Kind: Hashable, Sendable { case change, add, forceAdd, delete }

  let kind: Kind
  /// The dotted path or group, as written.
  let key: Text
  /// The package after `@`.
  let package: Text?
  let value: HydraNode
  /// The whole argument.
  let text: Text

  /// The path of a value in the configuration.
  var path: [Text] {
    key.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { Text(bytes: $0) }
  }

  /// The key with its package, as the defaults list knows it.
  var element: Text {
    guard let package else { return key }
    return key + "@" + package
  }
}

/// The arguments of an XP, simplified as the Python tool does: of a repeated key the last stays, in its place.
package enum HydraArguments {
  /// Options by which Hydra shows something, or runs the program many times.
  private static let options: Set<String> = [
    "-m", "--multirun", "-h", "--help", "--hydra-help", "--version", "-c", "--cfg", "--info", "-i",
    "-sc", "--shell-completion",
  ]

  /// Whether none of the arguments makes Hydra do anything but run the program once.
  package static func areOverrides(_ argv: [Text]) -> Bool {
    !argv.contains { word in
      word.bytes.first == UInt8(ascii: "-")
        && options.contains(String(word.string.prefix { $0 != "=" }))
    }
  }

  package static func simplified(_ argv: [Text]) throws(HydraStop) -> [Text] {
    var seen: Set<Text> = []
    var kept: [Text] = []
    for word in argv.reversed() {
      if word.bytes.first == UInt8(ascii: "-") {
        throw .refused("'\(word.string)' is no override: an XP has none of Hydra's options")
      }
      guard let equals = word.bytes.firstIndex(of: UInt8(ascii: "=")) else {
        throw .refused("'\(word.string)' is no override: it has no '='")
      }
      if seen.insert(stripped(word.bytes[..<equals])).inserted { kept.append(word) }
    }
    for word in kept {
      // A blank makes two keys of one name equal, and none that Hydra could read.
      let key = word.bytes.prefix { $0 != UInt8(ascii: "=") }
      if let place = key.firstIndex(where: { $0 <= 0x20 || $0 >= 0x7F }) {
        throw .refused("cannot read the override '\(word.string)' at character \(place + 1)")
      }
    }
    return kept.reversed()
  }

  /// `str.strip`.
  private static func stripped(_ bytes: ArraySlice<UInt8>) -> Text {
    if bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return Text(bytes: bytes) }
    func isBlank(_ point: UInt32) -> Bool {
      0x09...0x0D ~= point || 0x1C...0x20 ~= point || PythonUnicode.isSpace(point)
    }
    var points = Text(bytes: bytes).codePoints[...].drop(while: isBlank)
    while let last = points.last, isBlank(last) { points.removeLast() }
    return points.reduce(into: Text(bytes: [])) { $0.append(codePoint: $1) }
  }
}
