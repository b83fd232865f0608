import Glibc

/// What others may do with the files that are made.
package enum Umask {
  /// Does `body`, of which all that it makes may be read and written by the group too when `folder` is shared by one.
  ///
  /// As git does in a repository that is `core.sharedRepository`: nobody's umask locks the others out.
  package static func shared<R, E: Error>(
    as folder: String, _ body: () throws(E) -> R
  ) throws(E) -> R {
    guard isShared(folder) else { return try body() }
    let before = umask(0o022)
    umask(before & ~0o070)
    defer { umask(before) }
    return try body()
  }

  /// Whether a folder is one that a group shares: it may write there, and what is made there is the group's.
  package static func isShared(_ folder: String) -> Bool {
    var found = stat()
    let both = S_ISGID | S_IWGRP
    return stat(folder, &found) == 0 && found.st_mode & both == both
  }
}
