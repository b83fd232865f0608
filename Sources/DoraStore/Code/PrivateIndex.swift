import DoraModel
import DoraSystem
import Glibc

/// A copy of the user's index, for git to write instead of theirs.
final class PrivateIndex {
  let path: String
  /// The time of its file system when it was made, in nanoseconds since 1970.
  let made: Int

  /// Copies `source`, if it's there, to a new file in `folder`.
  init(of source: String, in folder: String) throws(SystemFailure) {
    try File.makeFolders(folder)
    Self.sweep(folder)
    path = Path.join(folder, "index.\(getpid())-\(UInt32.random(in: .min ... .max))")
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemFailure("create", path) }
    defer { close(file) }
    let original = open(source, O_RDONLY | O_CLOEXEC)
    if original >= 0 {
      defer { close(original) }
      try File.write(try File.contents(of: original, named: source), to: file, named: path)
      // Whether a file that was written in the same instant counts as changed goes by the index's own time.
      var status = stat()
      fstat(original, &status)
      let times = [status.st_atim, status.st_mtim]
      futimens(file, times)
    }
    made = PathStatus(Array(path.utf8))?.changed ?? 0
    // git takes an empty file for a broken index, and none for an empty one.
    if original < 0 { unlink(path) }
  }

  deinit {
    unlink(path)
    unlink(path + ".lock")
  }

  /// Removes what was left by those who were killed, a day ago or longer.
  private static func sweep(_ folder: String) {
    let names = ((try? File.names(in: folder)) ?? []).filter { $0.hasPrefix("index.") }
    for name in names {
      guard let status = File.status(Path.join(folder, name)) else { continue }
      let now = File.status(folder)?.modified ?? 0
      if status.changed + 86_400_000_000_000 < now { unlink(Path.join(folder, name)) }
    }
  }
}
