import CSystem
import Glibc

/// A file in memory: what a child reads or writes when a pipe could make both sides wait for each other.
package final class Scratch {
  /// The open file.
  package let file: Int32

  /// A new one that holds `bytes`, to be read from the start.
  package init(_ bytes: [UInt8] = []) throws(SystemFailure) {
    var opened: Int32 = -1
    let status = dora_scratch(&opened)
    guard status == 0 else { throw SystemFailure("create", "a file in memory", code: status) }
    file = opened
    if bytes.isEmpty { return }
    try File.write(bytes, to: file, named: "a file in memory")
    lseek(file, 0, SEEK_SET)
  }

  deinit { close(file) }

  /// All that it holds.
  package func contents() throws(SystemFailure) -> [UInt8] {
    lseek(file, 0, SEEK_SET)
    return try File.contents(of: file, named: "a file in memory")
  }
}
