import DoraModel
import DoraSystem
import Glibc

/// Why the store, or the project's repository, can't do what it was asked to.
package enum StoreFailure: Failure {
  /// No XP has this sig or prefix.
  case notFound(String)
  /// Several XPs begin with this prefix; the second value lists digits that tell them apart.
  case ambiguous(String, [String])
  /// The word can't be a sig.
  case notASig(String)
  /// The folder isn't a store: what it lacks.
  case notAStore(String, lacks: String)
  /// The folder is there, with nothing in it: for a new store, or a disk isn't mounted that has one.
  case empty(String)
  /// The repository is of a kind that came after this program.
  case unknownFormat(String)
  /// Something in the store isn't as git or dora writes it.
  case corrupt(store: String, what: String, reason: String)
  /// A git program, alive or dead, holds the branch.
  case locked(String)
  /// libgit2 refused.
  case git(GitFailure)
  /// The kernel refused.
  case system(SystemFailure)
  /// git can't say what the project's code is.
  case unknownCode(root: String, reason: String)
  /// A commit that a run was made from isn't in the project's repository.
  case codeMissing(commit: String, root: String)
  /// git can't write the project's code down.
  case noSnapshot(root: String, reason: String)
  /// There is no repository around a project.
  case noRepository(String)
  /// There is no git program.
  case noGit
  /// git can't write a commit's files.
  case noCheckout(commit: String, reason: String)
  /// Something is where a checkout was to be.
  case occupied(String)
  /// A setting that isn't what it must be.
  case badSetting(name: String, value: String, wanted: String)

  package var message: String {
    switch self {
    case .notFound(let name): "no XP has the sig '\(name)'"
    case .ambiguous(let name, _): "sig prefix '\(name)' is ambiguous"
    case .notASig(let name): "'\(name)' is not a sig"
    case .empty(let path): "'\(path)' is not a store: it is empty"
    case .notAStore(let path, let what): "'\(path)' is not a store: it has no '\(what)'"
    case .unknownFormat(let path):
      "store '\(path)' is in a repository format that dora can't read"
    case .corrupt(let store, let what, _): "store '\(store)' is corrupt: cannot read '\(what)'"
    case .locked(let path): "cannot lock the store: '\(path)' exists"
    case .git(let failure): "cannot \(failure.verb) '\(failure.subject)'"
    case .system(let failure): failure.message
    case .unknownCode(let root, _): "cannot tell the state of the code in '\(root)'"
    case .codeMissing(let commit, let root):
      "commit '\(commit)' is not in the repository of '\(root)'"
    case .noSnapshot(let root, _): "cannot record the code in '\(root)'"
    case .noRepository(let root): "'\(root)' is not in a git repository"
    case .noGit: "cannot find a git program on PATH"
    case .noCheckout(let commit, _): "cannot check out '\(commit)'"
    case .occupied(let path): "'\(path)' exists and is not an empty folder"
    case .badSetting(let name, let value, _): "bad value '\(value)' for '\(name)'"
    }
  }

  package var cause: String? {
    switch self {
    case .corrupt(_, _, let reason): reason
    case .git(let failure): failure.reason
    case .unknownCode(_, let reason), .noSnapshot(_, let reason), .noCheckout(_, let reason): reason
    case .notFound, .ambiguous, .notASig, .notAStore, .empty, .unknownFormat, .locked, .system,
      .badSetting,
      .noRepository, .noGit, .codeMissing, .occupied:
      nil
    }
  }

  package var hint: String? {
    switch self {
    case .notFound: "'dora-status' lists every XP of this store"
    case .ambiguous(_, let candidates): Self.list(candidates)
    case .notASig: "a sig is 4 or more of the digits 0-9 and a-f, as 'dora-sig' prints them"
    case .empty: "see that its disk is mounted; to make a store of it: dora init"
    case .notAStore(let path, "HEAD"):
      "if it was one, write it again: echo 'ref: refs/heads/main' > '\(path)/HEAD'"
    case .notAStore(let path, _): "move '\(path)' away, then make a store with 'dora init'"
    case .unknownFormat: "a clone has git's usual format: git clone --bare"
    case .corrupt(let store, _, _): "see what is damaged: git --git-dir='\(store)' fsck --full"
    case .locked(let path): "if no git program is at work in this store, remove it: rm '\(path)'"
    case .git(let failure):
      // libgit2 doesn't always say it by its number.
      SystemFailure(
        "write", "",
        code: failure.reason.hasSuffix("No space left on device") ? ENOSPC : failure.system
      ).hint
    case .system(let failure): failure.hint
    case .unknownCode: "run 'git status' there, and do as it says"
    case .codeMissing: "get it from where the run was submitted: dora pull <remote or path>"
    case .noSnapshot: "see that '.git' can be written to, and that its disk isn't full"
    case .noRepository:
      "code is recorded, and checked out, where the project is in a git repository"
    case .noGit: "install git, or put it on PATH"
    case .noCheckout(_, let reason):
      reason.contains("git-lfs")
        ? "it has files of Git LFS: see that git-lfs is on PATH, and that 'git lfs fetch' gets them"
        : nil
    case .occupied: "name a folder that isn't there yet"
    case .badSetting(_, _, let wanted): "it takes \(wanted)"
    }
  }

  private static func list(_ candidates: [String]) -> String {
    let shown = candidates.prefix(8).joined(separator: ", ")
    let rest = candidates.count - 8
    return "the candidates are: \(shown)" + (rest > 0 ? " and \(rest) more" : "")
  }
}
