import DoraModel
import Glibc

/// The content of a git tree object: names, and what each leads to, in git's order.
struct Tree {
  struct Entry {
    /// 0o40000 for a folder, 0o100644 for a file.
    var mode: UInt32
    var name: [UInt8]
    var id: ObjectID

    static func file(_ name: [UInt8], _ id: ObjectID) -> Entry {
      Entry(mode: 0o100644, name: name, id: id)
    }
    static func folder(_ name: [UInt8], _ id: ObjectID) -> Entry {
      Entry(mode: 0o40000, name: name, id: id)
    }

    var isFolder: Bool { mode == 0o40000 }
  }

  private(set) var entries: [Entry] = []

  init() {}

  /// Reads a tree object's content, or nil when it isn't one.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    entries.reserveCapacity(bytes.count / 64)
    var at = 0
    while at < bytes.count {
      var mode: UInt32 = 0
      while at < bytes.count, bytes[at] != UInt8(ascii: " ") {
        guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(bytes[at]), mode < 0o1000000 else {
          return nil
        }
        mode = mode << 3 | UInt32(bytes[at] - UInt8(ascii: "0"))
        at += 1
      }
      let start = at + 1
      guard start < bytes.count,
        let nul = memchr(base + start, 0, bytes.count - start)
      else { return nil }
      let end = UnsafeRawPointer(nul) - base
      guard end + 1 + ObjectID.size <= bytes.count else { return nil }
      entries.append(
        Entry(
          mode: mode, name: Array(bytes[start..<end]),
          id: ObjectID(UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...]))))
      at = end + 1 + ObjectID.size
    }
  }

  /// The tree object's content.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 72)
    for entry in entries {
      bytes.append(contentsOf: String(entry.mode, radix: 8).utf8)
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: entry.name)
      bytes.append(0)
      entry.id.append(to: &bytes)
    }
    return bytes
  }

  /// The entry of this name among the files.
  subscript(file name: [UInt8]) -> Entry? {
    let at = place(of: name)
    guard at < entries.count, entries[at].name == name else { return nil }
    return entries[at]
  }

  /// The entry of this name, file or folder.
  subscript(_ name: String) -> Entry? {
    let name = Array(name.utf8)
    return entries.first { $0.name == name }
  }

  /// The files whose names begin with `prefix`.
  func files(from prefix: [UInt8]) -> Slice<[Entry]> {
    let start = place(of: prefix)
    var end = start
    while end < entries.count, entries[end].name.starts(with: prefix) { end += 1 }
    return Slice(base: entries, bounds: start..<end)
  }

  /// This tree with `new` added, each in place of what had its name.
  func replacing(_ new: [Entry]) -> Tree {
    let names = Set(new.map(\.name))
    var tree = self
    tree.entries.removeAll { names.contains($0.name) }
    tree.entries += new.filter { $0.id != .none }
    tree.entries.sort { Self.compare($0.name, $0.isFolder, $1.name, $1.isFolder) < 0 }
    return tree
  }

  /// Where a file of this name is, or would be.
  private func place(of name: [UInt8]) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle]
      if Self.compare(entry.name, entry.isFolder, name, false) < 0 {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// git sorts by bytes, as if the name of a folder ended in a slash.
  private static func compare(
    _ left: [UInt8], _ isLeftFolder: Bool, _ right: [UInt8], _ isRightFolder: Bool
  ) -> Int {
    let shared = min(left.count, right.count)
    let order = memcmp(left, right, shared)
    if order != 0 { return Int(order) }
    let slash = Int(UInt8(ascii: "/"))
    let next = left.count > shared ? Int(left[shared]) : isLeftFolder ? slash : 0
    let other = right.count > shared ? Int(right[shared]) : isRightFolder ? slash : 0
    return next - other
  }
}
