/// The comment lines at the head of a config file that speak to Hydra.
enum HydraHeader {
  /// The package of `# @package NAME`, or nil.
  static func package(
    of bytes: [UInt8], path: String, _ rules: HydraRules
  ) throws(HydraStop) -> String? {
    // Most files begin with a key.
    guard let first = bytes.first, "# \n".utf8.contains(first) || first >= 0x80 else { return nil }
    // Hydra reads 512 characters of the file as the header.
    let head = String(decoding: bytes.prefix(4 * 512), as: UTF8.self).unicodeScalars.prefix(512)
    var package: String?
    for line in head.split(omittingEmptySubsequences: true, whereSeparator: { $0 == "\n" }) {
      let words = String(String.UnicodeScalarView(line)).split(
        omittingEmptySubsequences: true, whereSeparator: { $0 == " " })
      guard let first = words.first else { continue }
      guard first.hasPrefix("#") else { break }
      let joined = words.joined(separator: " ")
      let rest = joined.dropFirst().drop { $0 == " " }
      guard rest.hasPrefix("@") else { break }
      let parts = rest.split(separator: " ")
      guard parts.count == 2 else {
        throw .refused("in '\(path)': a header is '# @package NAME', not '# \(rest)'")
      }
      if parts[0] == "@package" { package = String(parts[1]) }
      // The usual package, spelled out as Hydra 1.0 wanted it.
      if package == "_group_", !rules.isBase12 {
        package = nil
        continue
      }
      // A group's name in a header is an old spelling, which not all versions read alike.
      if parts[1].contains("_group_") || parts[1].contains("_name_") || parts[1].contains("[") {
        throw .unsure("the header of '\(path)'")
      }
    }
    return package
  }
}
