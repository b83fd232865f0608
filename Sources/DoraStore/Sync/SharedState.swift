import DoraModel
import DoraSystem

/// What both sides were when all had been carried from one to the other: as long as nothing has moved, nothing need be read.
///
/// It's kept in the store's cache, for each direction and remote; without it everything is compared again.
struct SharedState {
  private let path: String

  init(_ direction: Sync.Direction, _ remote: Remote, in store: String) {
    let name = SHA1.digest(Array(remote.store.utf8)).hex.prefix(12)
    path = Path.join(store, "cache/shared-\(direction)-\(name)")
  }

  /// Whether it's still what was kept, and the folders that were written to are as they were left.
  func holds(_ state: String) -> Bool {
    guard let bytes = try? File.contents(path) else { return false }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.first == state[...]
      && lines.dropFirst().allSatisfy { line in
        line.split(separator: "\t").last.map { Self.line(of: String($0)) == line } ?? false
      }
  }

  /// Keeps it, with those folders.
  func keep(_ state: String, _ folders: Set<String>) {
    let lines = [state] + folders.sorted().map(Self.line)
    try? File.makeFolders(Path.parent(path))
    try? File.replace(path, with: Array(lines.joined(separator: "\n").utf8))
  }

  /// What changes when something in a folder comes or goes, and which folder it is.
  private static func line(of folder: String) -> String {
    let status = File.status(folder)
    return "\(status?.inode ?? 0) \(status?.modified ?? 0)\t\(folder)"
  }
}

extension Sync {
  /// Which way something is carried.
  package enum Direction: String, Sendable {
    case push, pull
  }

  /// Whether neither side has moved since everything was carried.
  package func isDone(_ direction: Direction) throws -> Bool {
    SharedState(direction, remote, in: store.path).holds(try state(of: store.view()))
  }

  /// Keeps in mind that our store, as of this view, and theirs have all that was to be carried.
  ///
  /// `folders` are those that it was written to, beside the store.
  package func remember(
    _ direction: Direction, of view: View, folders: Set<String> = []
  ) throws {
    SharedState(direction, remote, in: store.path).keep(try state(of: view), folders)
  }

  private func state(of view: View) throws -> String {
    let theirs = advertised.names.filter { $0.key.hasPrefix("\(Pins.folder)/") }
    var lines = theirs.filter { $0.key != remote.storeRef }.map { "\($0.key) \($0.value)" }.sorted()
    lines += ["", storeTip ?? "", view.tip?.hex ?? ""]
    lines += try exchange?.pinned().sorted() ?? []
    return SHA1.digest(Array(lines.joined(separator: "\n").utf8)).hex
  }
}
