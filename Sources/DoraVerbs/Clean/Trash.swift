import DoraModel
import DoraSystem
import Glibc

/// `<dir>/trash/<time>/<xps|codes|reproduced>/<name>`: what was removed from an output folder, until the trash is emptied.
///
/// Everything is moved there whole, by one rename in one file system: whoever is killed meanwhile leaves each thing in
/// the one place or the other.
struct Trash {
  /// The output folder.
  let outputs: String

  enum Kind: String, CaseIterable, Sendable {
    case xps, codes
    /// Named by the sig and a name of its own: `<sig>/<id>`.
    case reproduced
  }

  /// One thing in the trash.
  struct Entry: Hashable, Sendable {
    let kind: Kind
    let name: String
    let path: String
    /// When it was moved here, in seconds since 1970.
    let time: Double
  }

  var folder: String { Path.join(outputs, "trash") }
  private var dying: String { Path.join(folder, ".dying") }

  /// Where something lives as long as it isn't in the trash.
  func home(_ kind: Kind, _ name: String) -> String {
    Path.join(outputs, "\(kind.rawValue)/\(name)")
  }

  /// Why nothing may be moved or removed here: a folder that is really somewhere else; nil when there's no reason.
  ///
  /// The output folder itself may be a link, to a larger disk.
  var danger: String? {
    ([folder, dying] + Kind.allCases.map { Path.join(outputs, $0.rawValue) }).first {
      PathStatus(Array($0.utf8)).map { $0.kind != .folder } ?? false
    }
  }

  /// All that is in it, oldest first.
  func entries() -> [Entry] {
    guard danger == nil else { return [] }
    var found: [Entry] = []
    for batch in (try? File.names(in: folder)) ?? [] {
      guard let seconds = Int(batch.prefix { $0 != "-" }) else { continue }
      for kind in Kind.allCases {
        let place = Path.join(folder, "\(batch)/\(kind.rawValue)")
        guard PathStatus(Array(place.utf8))?.kind == .folder else { continue }
        for name in Self.names(kind, in: place) {
          found.append(
            Entry(kind: kind, name: name, path: Path.join(place, name), time: Double(seconds)))
        }
      }
    }
    return found.sorted { ($0.time, $0.path) < ($1.time, $1.path) }
  }

  /// What there is of one kind in a folder of that kind; links to folders aren't looked into.
  static func names(_ kind: Kind, in place: String) -> [String] {
    let names = (try? File.names(in: place)) ?? []
    guard kind == .reproduced else { return names }
    return names.flatMap { sig in
      let folder = Path.join(place, sig)
      guard PathStatus(Array(folder.utf8))?.kind == .folder else { return [String]() }
      return ((try? File.names(in: folder)) ?? []).map { "\(sig)/\($0)" }
    }
  }

  /// A new name for what is moved together.
  func batch(at time: Double) -> String {
    let seconds = String(Int(time))
    var name = seconds
    var count = 1
    while File.status(Path.join(folder, name)) != nil {
      count += 1
      name = "\(seconds)-\(count)"
    }
    return name
  }

  /// Moves something here; false when it's no folder, or not there any more.
  @discardableResult
  func take(_ kind: Kind, _ name: String, batch: String) throws -> Bool {
    let home = home(kind, name)
    guard let status = PathStatus(Array(home.utf8)), status.kind == .folder else { return false }
    let target = Path.join(folder, "\(batch)/\(kind.rawValue)/\(name)")
    try File.makeFolders(Path.parent(target))
    // A folder that is moved to another one must be writable, since its `..` changes.
    if status.mode & 0o700 != 0o700 { chmod(home, mode_t(status.mode & 0o7777) | 0o700) }
    if rename(home, target) == 0 {
      // The folder of all that reproduced one XP: it goes with the last.
      if kind == .reproduced { rmdir(Path.parent(home)) }
      return true
    }
    if errno == ENOENT { return false }
    throw SystemFailure("move", home)
  }

  /// Moves something back; false when there is something in its place.
  func restore(_ entry: Entry) throws -> Bool {
    let home = home(entry.kind, entry.name)
    try File.makeFolders(Path.parent(home))
    // Nothing but an empty folder is ever replaced by a rename.
    guard rename(entry.path, home) == 0 else {
      if errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR { return false }
      throw SystemFailure("restore", home)
    }
    tidy(above: entry.path)
    return true
  }

  /// Removes something for good.
  func destroy(_ entry: Entry) throws {
    // What is half removed must not be taken for whole by who restores.
    let dead = Path.join(
      dying,
      "\(Int(entry.time))-\(entry.name.replacing("/", with: "-"))-\(UInt32.random(in: .min ... .max))"
    )
    try File.makeFolders(dying)
    guard rename(entry.path, dead) == 0 else {
      if errno == ENOENT { return }
      throw SystemFailure("remove", entry.path)
    }
    tidy(above: entry.path)
    try FolderTree.remove(dead)
  }

  /// Ends what was killed while it removed something, and leaves no empty folders.
  func finish() throws {
    guard danger == nil, File.status(folder) != nil else { return }
    for name in (try? File.names(in: dying)) ?? [] {
      try FolderTree.remove(Path.join(dying, name))
    }
    rmdir(dying)
    // Only empty ones go: what is moved here at this moment stays.
    for batch in (try? File.names(in: folder)) ?? [] {
      for kind in Kind.allCases {
        let place = Path.join(folder, "\(batch)/\(kind.rawValue)")
        if kind == .reproduced {
          for sig in (try? File.names(in: place)) ?? [] { rmdir(Path.join(place, sig)) }
        }
        rmdir(place)
      }
      rmdir(Path.join(folder, batch))
    }
    rmdir(folder)
  }

  private func tidy(above path: String) {
    // What isn't empty stays.
    var place = Path.parent(path)
    while place != folder, place.hasPrefix(folder) {
      rmdir(place)
      place = Path.parent(place)
    }
  }
}
