import Glibc

extension File {
  /// Makes a symbolic link at `path`, in the place of one that is there.
  package static func link(_ path: String, to target: String) throws(SystemFailure) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
    guard symlink(target, temporary) == 0 else { throw SystemFailure("create", path) }
    guard rename(temporary, path) == 0 else {
      let failure = SystemFailure("replace", path)
      unlink(temporary)
      throw failure
    }
  }
}
