/// Looks through a history without making values of it.
struct EntryScan {
  /// What was found: how many entries, where the last is, and where the whole ones end.
  struct Entries {
    var count = 0
    var last = 0..<0
    var end = 0
  }

  private let isArray: Bool
  private var names: [Range<Int>] = []

  /// Of a JSON array, or of a journal: an object a line.
  init(isArray: Bool) { self.isArray = isArray }

  /// The entries if all are objects of the same names in the same order, else nil.
  mutating func entries(of bytes: UnsafeBufferPointer<UInt8>) -> Entries? {
    isArray ? array(of: bytes) : lines(of: bytes)
  }

  private mutating func lines(of bytes: UnsafeBufferPointer<UInt8>) -> Entries? {
    var lines = Entries()
    var at = 0
    while at < bytes.count {
      guard let end = object(in: bytes, from: at, isFirst: lines.count == 0), end < bytes.count,
        bytes[end] == UInt8(ascii: "\n")
      else {
        // A torn last line, which no reader counts, has no newline.
        let isTorn = !bytes[at...].contains(UInt8(ascii: "\n"))
        return isTorn ? lines : nil
      }
      lines.count += 1
      lines.last = at..<end
      at = end + 1
      lines.end = at
    }
    return lines
  }

  private mutating func array(of bytes: UnsafeBufferPointer<UInt8>) -> Entries? {
    var entries = Entries()
    var at = space(in: bytes, from: 0)
    guard at < bytes.count, bytes[at] == UInt8(ascii: "[") else { return nil }
    repeat {
      let start = space(in: bytes, from: at + 1)
      guard start < bytes.count,
        let end = object(in: bytes, from: start, isFirst: entries.count == 0)
      else { return nil }
      entries.count += 1
      entries.last = start..<end
      at = space(in: bytes, from: end)
      guard at < bytes.count else { return nil }
    } while bytes[at] == UInt8(ascii: ",")
    guard bytes[at] == UInt8(ascii: "]"), space(in: bytes, from: at + 1) == bytes.count else {
      return nil
    }
    entries.end = bytes.count
    return entries
  }

  /// Where the blanks at `start` end; an entry of a journal is one line.
  private func space(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    while at < bytes.count, isBlank(bytes[at]) { at += 1 }
    return at
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (isArray && (byte == 0x0A || byte == 0x0D || byte == 0x09))
  }

  /// Where the object at `start` ends, behind its brace; nil when it's anything but one like the first.
  private mutating func object(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFirst: Bool
  ) -> Int? {
    var at = start
    guard bytes[at] == UInt8(ascii: "{") else { return nil }
    at += 1
    var place = 0
    while true {
      at = space(in: bytes, from: at)
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\""),
        let nameEnd = string(in: bytes, from: at)
      else { return nil }
      let name = at..<nameEnd
      if isFirst {
        // Of a repeated name the last value counts; that is for the real reader.
        if names.contains(where: { Self.equal(bytes, $0, name) }) { return nil }
        names.append(name)
      } else {
        guard place < names.count, Self.equal(bytes, names[place], name) else { return nil }
      }
      place += 1
      at = space(in: bytes, from: nameEnd)
      guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return nil }
      guard let valueEnd = value(in: bytes, from: at + 1) else { return nil }
      at = valueEnd
      guard at < bytes.count else { return nil }
      if bytes[at] == UInt8(ascii: ",") {
        at += 1
        continue
      }
      guard bytes[at] == UInt8(ascii: "}"), isFirst || place == names.count else { return nil }
      return at + 1
    }
  }

  /// Where a value ends: at the comma or brace behind it.
  private func value(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = space(in: bytes, from: start)
    guard at < bytes.count else { return nil }
    switch bytes[at] {
    case UInt8(ascii: "\""):
      guard let end = string(in: bytes, from: at) else { return nil }
      at = end
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard let end = nested(in: bytes, from: at) else { return nil }
      at = end
    default:
      let first = at
      while at < bytes.count, Self.scalar.contains(bytes[at]) { at += 1 }
      guard at > first else { return nil }
      let isNumber = (0x30...0x39).contains(bytes[at - 1])
      guard isNumber || Self.words.contains(where: { bytes[first..<at].elementsEqual($0) }) else {
        return nil
      }
    }
    return space(in: bytes, from: at)
  }

  /// What numbers and JSON's words are made of.
  private static let scalar = ByteSet("0123456789+-.eEtrufalsnINity")
  private static let words = ["true", "false", "null", "NaN", "Infinity", "-Infinity"].map {
    Array($0.utf8)
  }

  /// Where a list or an object ends, behind its last bracket.
  private func nested(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start
    var depth = 0
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        guard let end = string(in: bytes, from: at) else { return nil }
        at = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return at + 1 }
      case 0..<0x20 where !isBlank(bytes[at]): return nil
      default: break
      }
      at += 1
    }
    return nil
  }

  /// Where a string that begins at a quote ends, behind its closing one.
  private func string(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start + 1
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""): return at + 1
      case UInt8(ascii: "\\"): at += 2
      case 0..<0x20: return nil
      default: at += 1
      }
    }
    return nil
  }

  private static func equal(
    _ bytes: UnsafeBufferPointer<UInt8>, _ left: Range<Int>, _ right: Range<Int>
  ) -> Bool {
    guard left.count == right.count else { return false }
    for k in 0..<left.count where bytes[left.lowerBound + k] != bytes[right.lowerBound + k] {
      return false
    }
    return true
  }
}

/// A set of bytes that is asked about for each byte of a file.
private struct ByteSet {
  private var members = [Bool](repeating: false, count: 256)

  init(_ text: String) {
    for byte in text.utf8 { members[Int(byte)] = true }
  }

  func contains(_ byte: UInt8) -> Bool { members[Int(byte)] }
}
