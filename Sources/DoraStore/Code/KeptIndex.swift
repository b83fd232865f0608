import DoraModel
import DoraSystem
import Glibc

/// A copy of the user's index that stays from one snapshot to the next.
///
/// In it git notes what it has seen of the work tree: which files it has looked at again, and in which folders there's
/// nothing that is untracked. So it needn't look again. The user's own index isn't ours to write. The copy's name says
/// of which index it is. One that is seen for the first time is used as it is: who commits before each run would pay for
/// a copy each time, and never use it.
struct KeptIndex {
  private enum Age {
    /// There's no copy yet.
    case unknown
    /// git has written nothing in the copy.
    case new
    case old
  }

  /// The copy, or where it will be.
  let path: String
  private let age: Age
  /// Whether the user's git asks a file system monitor what has changed.
  private let isWatched: Bool
  /// Of which index of the user's it's the copy, and by which settings git has looked at files.
  private let identity: String
  /// The work tree's folder.
  private let top: String

  /// There when folders that don't count are such that git would look into them.
  private var mark: String { path + ".full" }
  /// There when the index has been seen once.
  private var once: String { path + ".once" }
  /// What was seen of attributes that differ from HEAD's, if any do.
  private var attributes: String { path + ".attributes" }

  /// The copy of today's index; nil where there can't be one: see `IndexFile.isPlain`.
  init?(of tree: WorkTree, in folder: String, configuration: CodeConfiguration) {
    let file = open(tree.index, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var found = stat()
    guard fstat(file, &found) == 0, let index = Self.identity(of: file, found) else { return nil }
    // By other settings git may find that a file differs which it has no reason to look at again.
    let identity = SHA1.digest(Array(index.utf8) + configuration.facts).hex
    top = tree.top
    let work = "snapshot-\(SHA1.digest(Array(tree.top.utf8)).hex)"
    self.identity = identity
    let plain = Path.join(folder, "\(work).\(identity).index")
    let watched = Path.join(folder, "\(work).\(identity).watched.index")
    let names: [String] = [plain, watched]
    if let path = names.first(where: { access($0, F_OK) == 0 }) {
      self.path = path
      isWatched = path == watched
      age = .old
      return
    }
    // What git takes for old or new goes by the clock of the file system that the index is on.
    guard (try? File.makeFolders(folder)) != nil,
      [folder, tree.top].allSatisfy({ Self.device($0) == found.st_dev }),
      let bytes = try? File.contents(of: file, named: tree.index),
      case let index = IndexFile(bytes), index.isPlain
    else { return nil }
    path = index.isWatched ? watched : plain
    isWatched = index.isWatched
    let isKnown = access(path + ".once", F_OK) == 0
    age = isKnown ? .new : .unknown
    if isKnown {
      guard Self.tellsOfNewFiles(folder), Self.write(bytes, like: found, to: path) else {
        return nil
      }
      unlink(once)
    } else {
      // Those of other indexes have had their time.
      for name in (try? File.names(in: folder)) ?? []
      where name.hasPrefix(work + ".") && name.contains(".index") {
        unlink(Path.join(folder, name))
      }
      try? File.append([], to: once)
    }
  }

  /// No file of the user's has another index by this name; the last bytes are a checksum of all others.
  private static func identity(of file: Int32, _ status: stat) -> String? {
    var end = [UInt8](repeating: 0, count: 20)
    guard pread(file, &end, end.count, max(0, status.st_size - end.count)) == end.count else {
      return nil
    }
    let (modified, changed) = (status.st_mtim, status.st_ctim)
    let facts =
      "\(status.st_dev) \(status.st_ino) \(status.st_size) \(modified.tv_sec).\(modified.tv_nsec) "
      + "\(changed.tv_sec).\(changed.tv_nsec) "
    return SHA1.digest(Array(facts.utf8) + end).hex
  }

  private static func device(_ path: String) -> dev_t? {
    var found = stat()
    return stat(path, &found) == 0 ? found.st_dev : nil
  }

  /// Whether a folder's time changes with what is in it: git's memory of untracked files relies on that.
  private static func tellsOfNewFiles(_ folder: String) -> Bool {
    let probe = Path.join(folder, "index.probe-\(getpid())-\(UInt32.random(in: .min ... .max))")
    guard mkdir(probe, 0o700) == 0 else { return false }
    defer { try? File.removeAll(probe) }
    let past = [timespec](repeating: timespec(tv_sec: 1_000_000_000, tv_nsec: 0), count: 2)
    guard utimensat(AT_FDCWD, probe, past, 0) == 0,
      let before = File.status(probe)?.modified,
      (try? File.append([0], to: Path.join(probe, "file"))) != nil,
      let after = File.status(probe)?.modified
    else { return false }
    return before == 1_000_000_000_000_000_000 && after != before
  }

  private static func write(_ bytes: [UInt8], like status: stat, to path: String) -> Bool {
    let draft = Path.join(
      Path.parent(path), "index.\(getpid())-\(UInt32.random(in: .min ... .max))")
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    // Whether a file that was written in the same instant counts as changed goes by the index's own time.
    guard (try? File.write(bytes, to: file, named: draft)) != nil,
      futimens(file, [status.st_atim, status.st_mtim]) == 0, rename(draft, path) == 0
    else {
      unlink(draft)
      return false
    }
    return true
  }

  func remove() { for file in [path, mark, once, attributes] { unlink(file) } }
}

extension KeptIndex {
  /// What differs from HEAD but for `excluded`, paths as git calls them; nil when git can't use this index.
  func status(
    _ git: GitProgram, excluding excluded: [String], configuration: CodeConfiguration
  ) throws(StoreFailure) -> CodeStatus? {
    var git =
      age == .unknown
      ? git : git.with(["GIT_INDEX_FILE": path, "GIT_OPTIONAL_LOCKS": "1"])
    if isWatched { git = git.watching() }
    // With paths to leave out git doesn't use what it knows of untracked files; but a million outputs take longer.
    if age == .new, try !ignores(excluded, git) { try? File.append([], to: mark) }
    let isMarked = age == .unknown || access(mark, F_OK) == 0
    var words = ["-c", "core.splitIndex=false", "-c", "status.showUntrackedFiles=all"]
    if age == .new, configuration["core.untrackedcache"] == nil {
      words += ["-c", "core.untrackedCache=true"]
    }
    words += CodeStatus.question(excluding: isMarked ? excluded : nil, untracked: nil)
    var said: [UInt8] = []
    guard case .output(let answer) = try git.run(words, hear: { said = $0 }) else { return nil }
    var status = CodeStatus(porcelain: answer)
    status.hear(said)
    guard age == .unknown || hasSameAttributes(status) else { return nil }
    if !isMarked, status.leave(out: excluded) { try? File.append([], to: mark) }
    return status
  }

  /// Whether git needs no look into folders, paths as it calls them, because it ignores what is in them.
  private func ignores(_ folders: [String], _ git: GitProgram) throws(StoreFailure) -> Bool {
    var probes: [UInt8] = []
    for folder in folders {
      var found = stat()
      guard lstat(Path.join(top, folder), &found) == 0, found.st_mode & S_IFMT == S_IFDIR else {
        continue
      }
      probes += Array("\(folder)/0".utf8) + [0]
    }
    if probes.isEmpty { return true }
    let words = ["check-ignore", "--no-index", "-z", "--stdin"]
    guard case .output(let ignored) = try git.with(in: top).run(words, input: probes) else {
      return false
    }
    return ignored.count == probes.count
  }

  /// Whether the attributes are those that git has looked at files by; of a new copy they're noted.
  private func hasSameAttributes(_ status: CodeStatus) -> Bool {
    var today: [UInt8] = []
    for change in status.changes where Self.isOfAttributes(change.path) {
      today += change.path + [0]
      today += PathStatus(Array("\(top)/".utf8) + change.path)?.facts ?? []
    }
    guard age == .new else { return ((try? File.contents(attributes)) ?? []) == today }
    unlink(attributes)
    return today.isEmpty || (try? File.replace(attributes, with: today)) != nil
  }

  private static func isOfAttributes(_ path: [UInt8]) -> Bool {
    path.suffix(14).elementsEqual(".gitattributes".utf8)
  }

  /// What the stored form of all files depends on: settings and the index.
  func key(_ status: CodeStatus) -> String {
    SHA1.digest(Array("\(identity) \(status.head ?? "")\n".utf8)).hex
  }
}
