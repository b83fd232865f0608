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

  /// Where the symbolic link at `path` leads; nil when it's none.
  package static func target(of path: String) -> String? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &target, target.count)
    guard count > 0 else { return nil }
    return String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes `path` a second name of the file `existing`, in the place of another file that is there.
  package static func name(_ path: String, alsoFor existing: String) throws(SystemFailure) {
    if Glibc.link(existing, path) == 0 { return }
    let failure = SystemFailure("create", path)
    guard failure.code == EEXIST else { throw failure }
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
    guard Glibc.link(existing, temporary) == 0 else { throw SystemFailure("create", path) }
    // Of two names of one file neither goes away.
    defer { unlink(temporary) }
    guard rename(temporary, path) == 0 else { throw SystemFailure("replace", path) }
  }
}
