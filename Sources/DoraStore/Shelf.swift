import DoraModel

/// One of the store's collections of records, fanned out by the digest's first byte.
enum Shelf: String, CaseIterable {
  /// A file for each XP.
  case xps
  case runs
  case stars
  /// A file for each note.
  case environments
  case sources

  init(_ kind: Note.Kind) {
    self =
      switch kind {
      case .environments: .environments
      case .sources: .sources
      }
  }

  /// The folder of a digest: `2a`.
  static func folder(of digest: Digest) -> [UInt8] { folder(of: digest.bytes[0]) }

  /// The folder of the digests that begin with this byte.
  static func folder(of byte: UInt8) -> [UInt8] {
    Array(String(0x100 | Int(byte), radix: 16).utf8.dropFirst())
  }

  /// The byte whose folder has this name, or nil when it's no such folder.
  static func byte(ofFolder name: [UInt8]) -> UInt8? {
    let byte = UInt8(String(decoding: name, as: UTF8.self), radix: 16)
    return byte.flatMap { folder(of: $0) == name ? $0 : nil }
  }

  /// The file of a digest in its folder: `eed959….json`.
  static func file(of digest: Digest) -> [UInt8] {
    let digits = StaticString("0123456789abcdef").utf8Start
    var name: [UInt8] = []
    name.reserveCapacity(2 * digest.bytes.count + 3)
    for byte in digest.bytes.dropFirst() {
      name.append(digits[Int(byte >> 4)])
      name.append(digits[Int(byte & 15)])
    }
    name.append(contentsOf: ".json".utf8)
    return name
  }

  /// The digest whose record this is, or nil when it's some other file.
  static func digest(folder: [UInt8], file: [UInt8]) -> Digest? {
    guard file.count == 43, file.suffix(5).elementsEqual(".json".utf8) else { return nil }
    return Digest(hex: String(decoding: folder + file.dropLast(5), as: UTF8.self))
  }

  /// The path of a digest's record in the store's tree.
  func path(of digest: Digest) -> String {
    let hex = digest.hex
    return "\(rawValue)/\(hex.prefix(2))/\(hex.dropFirst(2)).json"
  }
}
