import DoraModel
import DoraSystem
import Glibc

/// The files of Git LFS in a checkout that are pointers and not yet what they stand for.
///
/// git leaves them so where nothing has set git-lfs up, or where it was told to skip them; a program that reads one takes
/// it for its data.
struct PointerFiles {
  private let folder: String
  private let git: GitProgram

  /// `folder` is a checkout, or that of a repository inside one.
  init(in folder: String, _ git: GitProgram) {
    self.folder = folder
    self.git = git.with(in: folder)
  }

  /// Those that there are, as git calls them.
  func all() throws(StoreFailure) -> [[UInt8]] {
    guard case .output(let list) = try git.run(["ls-files", "-z", "--", ":(attr:filter=lfs)"])
    else { return [] }
    return remaining(of: list.split(separator: 0).map { Array($0) })
  }

  /// Those of these files that are still pointers.
  func remaining(of paths: [[UInt8]]) -> [[UInt8]] { paths.filter { pointer(at: $0) != nil } }

  /// Puts the files themselves where there are pointers, and answers those that stay.
  ///
  /// They are taken from the repository's own storage. Where git-lfs gets what is missing by itself, it's asked to: who has
  /// told it not to may not want a hundred gigabytes for each commit.
  func fill(_ paths: [[UInt8]]) throws(StoreFailure) -> [[UInt8]] {
    if paths.isEmpty { return [] }
    let filter = LargeFiles.filter(git)
    guard !filter.isEmpty, let tree = try WorkTree.around(folder, [:]) else { return paths }
    let files = try LargeFiles(git, tree)
    var here = paths.filter { pointer(at: $0).map(files.has) == true }
    if here.count < paths.count, try fetches() {
      // What it can't get stays a pointer, and is said to.
      _ = try git.run(["lfs", "fetch"])
      here = paths.filter { pointer(at: $0).map(files.has) == true }
    }
    if !here.isEmpty { try write(here, filter) }
    return remaining(of: paths)
  }

  /// Has git write these files again, through the filter.
  private func write(_ paths: [[UInt8]], _ filter: [String]) throws(StoreFailure) {
    // What is as the index says is left alone, so it mustn't be.
    let past = [timespec](repeating: timespec(tv_sec: 1, tv_nsec: 0), count: 2)
    for path in paths { utimensat(AT_FDCWD, name(path), past, AT_SYMLINK_NOFOLLOW) }
    let words = ["checkout-index", "-f", "-u", "-z", "--stdin"]
    let list = Array(paths.joined(separator: [0])) + [0]
    guard case .failed = try git.with([Self.skip: "0"]).run(filter + words, input: list) else {
      return
    }
    // It may have removed what it then couldn't write: better a pointer, which is said to be one, than nothing.
    let none = ["process=", "smudge=", "required=false"].flatMap { ["-c", "filter.lfs.\($0)"] }
    _ = try git.run(none + words, input: list)
  }

  /// Whether git-lfs is set up, and not told to leave pointers.
  private func fetches() throws(StoreFailure) -> Bool {
    guard case .output(let line) = try git.run(["config", "filter.lfs.process"]) else {
      return false
    }
    let isSkipping = git.variables[Self.skip].map { !["", "0", "false"].contains($0) } ?? false
    return !isSkipping && !String(decoding: line, as: UTF8.self).contains("--skip")
  }

  private static let skip = "GIT_LFS_SKIP_SMUDGE"

  /// What a file says that is one of those.
  func pointer(at path: [UInt8]) -> LargeFiles.Pointer? {
    guard let status = PathStatus(Array("\(folder)/".utf8) + path), status.kind == .file,
      status.size <= LargeFiles.limit
    else { return nil }
    let file = open(name(path), O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let shown = String(decoding: path, as: UTF8.self)
    guard let bytes = try? File.contents(of: file, named: shown) else { return nil }
    return LargeFiles.pointer(bytes[...], blob: "", path: shown)
  }

  private func name(_ path: [UInt8]) -> [CChar] {
    "\(folder)/".utf8.map { CChar(bitPattern: $0) } + path.map { CChar(bitPattern: $0) } + [0]
  }
}

/// Which files of a checkout are pointers, noted in its own git folder when there are any: nearly none has some.
struct PointerNote {
  private let checkout: String
  private var path: String { Path.join(checkout, ".git/pointers") }

  init(in checkout: String) { self.checkout = checkout }

  /// Notes these files, below the checkout.
  func keep(_ paths: [[UInt8]]) throws(SystemFailure) {
    if paths.isEmpty {
      unlink(path)
    } else {
      try File.replace(path, with: paths.flatMap { $0 + [0] })
    }
  }

  /// What was noted, after another try to have the files themselves; answers what is still so.
  func renewed(_ git: GitProgram) throws(StoreFailure) -> [[UInt8]] {
    guard let noted = try? File.contents(path) else { return [] }
    var groups: [String: [[UInt8]]] = [:]
    for path in noted.split(separator: 0) {
      let inner = repository(of: String(decoding: path, as: UTF8.self))
      groups[inner, default: []].append(Array(path.dropFirst(inner.utf8.count)))
    }
    var rest: [[UInt8]] = []
    for (inner, paths) in groups.sorted(by: { $0.key < $1.key }) {
      let files = PointerFiles(in: Path.normal(Path.join(checkout, inner)), git)
      rest += try files.fill(files.remaining(of: paths)).map { Array(inner.utf8) + $0 }
    }
    // A checkout that can't be written to says it each time.
    try? keep(rest)
    return rest
  }

  /// The folder of the repository inside that a file is of, with a slash at its end; empty for the checkout's own.
  private func repository(of file: String) -> String {
    var folder = file
    while let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
      if File.status(Path.join(checkout, "\(folder)/.git")) != nil { return folder + "/" }
    }
    return ""
  }
}
