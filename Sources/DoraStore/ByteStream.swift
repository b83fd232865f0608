import DoraModel

/// Numbers and strings as bytes, the lowest byte first.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func put(_ string: String) {
    put(UInt32(string.utf8.count))
    bytes.append(contentsOf: string.utf8)
  }

  mutating func put(_ string: [UInt8]) {
    put(UInt32(string.count))
    bytes.append(contentsOf: string)
  }

  mutating func put(_ id: ObjectID) { id.append(to: &bytes) }

  /// A byte that says whether there is a value, and the value.
  mutating func put<Value>(_ value: Value?, _ body: (inout ByteWriter, Value) -> Void) {
    put(UInt8(value == nil ? 0 : 1))
    if let value { body(&self, value) }
  }
}

/// Reads what a `ByteWriter` wrote; past the end everything is zero, and `isBroken` says so.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0
  private(set) var isBroken = false

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }
  /// How many bytes were read.
  var place: Int { at }

  mutating func skip(_ count: Int) { _ = take(count) }

  mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type = Integer.self
  ) -> Integer {
    guard let start = take(MemoryLayout<Integer>.size) else { return 0 }
    return Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Integer.self))
  }

  mutating func string() -> String {
    let count = Int(integer(UInt32.self))
    guard let start = take(count) else { return "" }
    // In one copy: a list of 10,000 XPs has 30,000 of these.
    let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    return String(decoding: part.bindMemory(to: UInt8.self), as: UTF8.self)
  }

  mutating func list() -> [UInt8] {
    let count = Int(integer(UInt32.self))
    guard let start = take(count) else { return [] }
    return Array(bytes[start..<start + count])
  }

  mutating func id() -> ObjectID {
    guard let start = take(ObjectID.size) else { return .none }
    return ObjectID(UnsafeRawBufferPointer(rebasing: bytes[start...]))
  }

  mutating func digest() -> Digest {
    guard let start = take(20) else { return Digest(bytes: [UInt8](repeating: 0, count: 20)) }
    return Digest(bytes: Array(bytes[start..<start + 20]))
  }

  mutating func optional<Value>(_ body: (inout ByteReader) -> Value) -> Value? {
    integer(UInt8.self) == 0 ? nil : body(&self)
  }

  /// Marks what was read as impossible.
  mutating func spoil() { isBroken = true }

  private mutating func take(_ count: Int) -> Int? {
    guard count <= bytes.count - at else {
      isBroken = true
      return nil
    }
    defer { at += count }
    return at
  }
}
