import DoraSystem
import Glibc

/// One file that is read as it grows.
final class FollowedLog {
  let path: String
  private let staysOpen: Bool
  private var file: Int32 = -1
  private var inode: UInt64?
  private var offset = 0
  /// The beginning of a line whose end isn't written yet.
  private var partial: [UInt8] = []
  /// A longer line is handed over in pieces.
  private static let longest = 1 << 20
  /// What is read of one file before the others get their turn.
  private static let turn = 4 << 20

  init(path: String, staysOpen: Bool) {
    self.path = path
    self.staysOpen = staysOpen
  }

  deinit { shut() }

  /// Hands over the complete lines that were added, and returns how many they were.
  func read(_ emit: ([UInt8]) throws -> Void) rethrows -> Int { try read(upTo: Self.turn, emit) }

  /// Hands over everything that is left, complete or not.
  func finish(_ emit: ([UInt8]) throws -> Void) rethrows -> Int {
    try read(upTo: .max, emit) + flush(emit)
  }

  private func read(upTo limit: Int, _ emit: ([UInt8]) throws -> Void) rethrows -> Int {
    var count = 0
    let found = File.status(path)
    if let found, let inode, found.inode != inode {
      // Another file has taken the name; the one that we still have open is complete.
      if file >= 0 { count += try drain(upTo: .max, emit) }
      count += try flush(emit)
      shut()
      self.inode = nil
      offset = 0
    }
    if file < 0 {
      guard let found, found.size > offset || found.size < offset || staysOpen else { return count }
      file = open(path, O_RDONLY | O_CLOEXEC)
      if file < 0 { return count }
    }
    var status = stat()
    guard fstat(file, &status) == 0 else { return count }
    inode = UInt64(status.st_ino)
    if Int(status.st_size) < offset {
      partial = []
      offset = 0
    }
    count += try drain(upTo: limit, emit)
    if !staysOpen { shut() }
    return count
  }

  private func shut() {
    if file >= 0 { close(file) }
    file = -1
  }

  private func drain(upTo limit: Int, _ emit: ([UInt8]) throws -> Void) rethrows -> Int {
    var count = 0
    var left = limit
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while left > 0 {
      let got = pread(file, &chunk, chunk.count, offset)
      if got < 0, errno == EINTR { continue }
      if got <= 0 { break }
      offset += got
      left -= got
      count += try split(chunk[..<got], emit)
    }
    return count
  }

  private func split(
    _ bytes: ArraySlice<UInt8>, _ emit: ([UInt8]) throws -> Void
  ) rethrows -> Int {
    var count = 0
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      try emit(partial + rest[..<end])
      partial = []
      count += 1
      rest = rest[(end + 1)...]
    }
    partial += rest
    if partial.count >= Self.longest {
      let piece = partial
      partial = []
      try emit(piece)
      count += 1
    }
    return count
  }

  private func flush(_ emit: ([UInt8]) throws -> Void) rethrows -> Int {
    if partial.isEmpty { return 0 }
    let line = partial
    partial = []
    try emit(line)
    return 1
  }
}
