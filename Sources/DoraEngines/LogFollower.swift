import DoraSystem

/// Reads many logs as they grow, line by line.
///
/// A line is bytes without its newline; whatever a program prints is passed on. A file that doesn't exist yet is awaited,
/// one that is truncated or replaced is read from its start.
package final class LogFollower {
  private var logs: [Int: [FollowedLog]] = [:]
  /// More files than this aren't kept open, but opened again whenever they have grown.
  private static let open = 256

  package init() {}

  /// Follows the file at `path` as number `index`; what is left of an earlier file of that number comes first.
  package func add(_ index: Int, path: String) {
    if logs[index]?.last?.path == path { return }
    logs[index, default: []].append(FollowedLog(path: path, staysOpen: logs.count < Self.open))
  }

  /// Hands over the lines that were completed since the last time, and returns how many they were.
  package func read(_ emit: (_ index: Int, _ line: [UInt8]) throws -> Void) rethrows -> Int {
    var count = 0
    for index in logs.keys.sorted() {
      while let log = logs[index]?.first {
        let isLast = logs[index]?.count == 1
        if isLast {
          count += try log.read { try emit(index, $0) }
          break
        }
        count += try log.finish { try emit(index, $0) }
        logs[index]?.removeFirst()
      }
    }
    return count
  }

  /// Hands over the rest of a log, with a last line that has no newline, and forgets it.
  package func finish(
    _ index: Int, _ emit: (_ index: Int, _ line: [UInt8]) throws -> Void
  ) rethrows {
    for log in logs[index] ?? [] { _ = try log.finish { try emit(index, $0) } }
    logs[index] = nil
  }
}
