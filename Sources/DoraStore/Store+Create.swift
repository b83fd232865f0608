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

  /// What git asks before it fetches into a store that a group shares.
  private static let sharing = "[core]\n\tsharedRepository = group\n"

  /// Makes an empty store at `path`, or opens the one that another process has made there meanwhile.
  ///
  /// It's made beside and renamed, so that no half of one is ever seen; a link to an empty folder stays one.
  /// In a folder that a group shares the store is the group's.
  package static func create(at place: String) throws(StoreFailure) -> Store {
    Libgit2.start()
    let path = Path.real(place) ?? place
    let parent = Path.parent(path)
    return try Umask.shared(as: parent) { () throws(StoreFailure) in
      try create(at: place, path, isShared: Umask.isShared(parent))
    }
  }

  private static func create(
    at place: String, _ path: String, isShared: Bool
  ) throws(StoreFailure) -> Store {
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
        try File.replace(
          draft + "/config", with: Array((configuration + (isShared ? sharing : "")).utf8))
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
