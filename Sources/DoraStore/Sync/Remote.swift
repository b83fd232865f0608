import DoraModel
import DoraSystem

/// Where experiments are shared: another project with a store of its own, or one git repository that holds all.
package struct Remote: Sendable {
  /// As it was named.
  package let shown: String
  /// Its name, where it's a remote of the project's repository.
  var name: String?
  /// What git calls the repository with the store's branch, and that branch's name there.
  let store: String
  let storeRef: String
  /// What git calls the repository with the code; nil where there is none.
  let code: String?
  /// The other project's folder, as rsync calls it; nil where there are no files.
  package let files: String?

  /// The other project's folder, where it's on this machine.
  package var folder: String? { files.flatMap { $0.hasPrefix("/") ? $0 : nil } }

  /// The branch of a store that is one.
  static let ownRef = Branch.name
  /// The branch of a store in a repository that is something else beside.
  static let guestRef = "refs/dora/store"
}

/// Why experiments can't be shared.
package enum SyncFailure: Failure {
  /// A word that is neither a remote of the project, nor a folder, nor an address.
  case unknownRemote(String)
  /// There is a repository, and no store in it.
  case noStore(String)
  /// Nothing of the project's history is there.
  case unrelated(remote: String)
  /// git can't reach it, or was refused.
  case transfer(verb: String, remote: String, reason: String)
  /// Others were faster, again and again.
  case busy(String)
  case noGit
  /// rsync isn't there, or failed.
  case files(String)

  package var message: String {
    switch self {
    case .unknownRemote(let word): "'\(word)' is no remote of the project, no folder and no address"
    case .noStore(let remote): "'\(remote)' holds no experiments"
    case .unrelated(let remote): "'\(remote)' is another project: it shares no commit with this one"
    case .transfer(let verb, let remote, _): "cannot \(verb) '\(remote)'"
    case .busy(let remote): "cannot push to '\(remote)': others push all the time"
    case .noGit: "cannot find a git program"
    case .files(let reason): "cannot copy files: \(reason)"
    }
  }

  package var cause: String? {
    if case .transfer(_, _, let reason) = self { reason } else { nil }
  }

  package var hint: String? {
    switch self {
    case .unknownRemote: "'git remote -v' lists the project's remotes"
    case .noStore: "share with it first: dora push <remote or path>"
    case .unrelated: "if that's meant: --allow-unrelated"
    case .busy: "try again"
    case .transfer("reach", _, _): "see that it's there, and that 'git ls-remote' may read it"
    case .transfer: "nothing was lost; the same command goes on where this one ended"
    case .noGit, .files: nil
    }
  }
}
