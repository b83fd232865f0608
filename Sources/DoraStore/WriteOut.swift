import CLibgit2
import DoraSystem
import Glibc

/// What is done so that a power cut can't leave the branch pointing at an object that isn't whole.
///
/// A commit of a few objects has them *written out* before the branch moves: their pages are on the disk, and the file
/// system's journal keeps the order of what follows, so after a power cut the branch is either the old one or the new
/// one with all its objects. The last seconds of commits may be lost; nothing is ever waited for that others write.
/// A bulk commit is synced outright: it's one file, and hours of somebody's work may hang on it.
enum WriteOut {
  /// Has these files' pages written; files that aren't there were written by an earlier commit, or packed since.
  static func files(_ paths: [String]) {
    var open: [Int32] = []
    for path in paths {
      let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
      if file >= 0 { open.append(file) }
    }
    // All are started before any is waited for, so that the disk may write them together.
    for file in open { _ = dora_write_out(file, 0) }
    for file in open {
      // A file system that can't has no journal to order either: tmpfs, or a server that wrote it at close.
      _ = dora_write_out(file, 1)
      close(file)
    }
  }

  /// Syncs a file or a folder to the disk.
  static func sync(_ path: String) throws(SystemFailure) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure("open", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw SystemFailure("write", path) }
  }
}
