import CLibgit2
import DoraModel
import DoraSystem
import Glibc

extension Store {
  /// Packing is ours to do (see `LooseObjects`), and no push can take a record away.
  private static let configuration = """
    [core]
    \trepositoryformatversion = 0
    \tfilemode = true
    \tbare = true
    [gc]
    \tauto = 0
    [receive]
    \tdenyNonFastForwards = true
    \tdenyDeletes = true

    """

  /// Makes an empty store at `path`, or opens the one that another process has made there meanwhile.
  ///
  /// It's made beside and renamed, so that no half of one is ever seen; a link to an empty folder stays one.
  package static func create(at place: String) throws(StoreFailure) -> Store {
    Libgit2.start()
    let path = Path.real(place) ?? place
    let draft = "\(path).\(getpid())-\(UInt32.random(in: .min ... .max))"
    do throws(SystemFailure) {
      try File.makeFolders(draft)
      do throws(SystemFailure) {
        // First, so that not even a killed maker's leftover shows up in the project's own git status.
        try File.replace(draft + "/.gitignore", with: Array("*\n".utf8))
        try File.replace(
          draft + "/description",
          with: Array("The experiments of a dora project; see 'git log' and 'git show'.\n".utf8))
        for folder in ["objects/info", "objects/pack", "refs/heads", "refs/tags", "cache"] {
          try File.makeFolders("\(draft)/\(folder)")
        }
        try File.replace(draft + "/config", with: Array(configuration.utf8))
        try File.replace(draft + "/HEAD", with: Array("ref: \(Branch.name)\n".utf8))
      } catch {
        try? File.removeAll(draft)
        throw error
      }
    } catch {
      throw .system(error)
    }
    if rename(draft, path) != 0 {
      let failure = SystemFailure("create", path)
      try? File.removeAll(draft)
      guard failure.code == ENOTEMPTY || failure.code == EEXIST else { throw .system(failure) }
    }
    return try open(at: place)
  }
}
