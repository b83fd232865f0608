import DoraModel

/// Why runs can't have the code that they are to use.
package enum CodeFailure: Failure {
  /// Something isn't committed, and runs are to use only what is: those files.
  case notClean([String])
  /// A checkout is wanted of code that isn't recorded.
  case notRecorded(root: String)
  /// The repository has neither a commit nor a file that counts.
  case noCode(root: String)
  /// A run's code isn't known.
  case unknown(sig: String, run: Int)
  /// A run began with changes that were not recorded.
  case incomplete(sig: String, run: Int)
  /// A run of this number isn't there.
  case noRun(sig: String, run: Int, count: Int)
  /// A command that is to run in a new checkout has failed.
  case commandFailed(String, status: Int32)
  /// Files of Git LFS are only pointers in a checkout, and a program would take those for its data; what else can be done.
  case onlyPointers([Text], checkout: String, otherwise: String)
  /// With the code that ran the arguments mean another XP.
  case moved(sig: String, to: String)

  package var message: String {
    switch self {
    case .notClean(let paths):
      "there are changes that are not committed: \(PathList.shown(paths, first: 6))"
    case .noCode(let root): "there is no code to record in '\(root)'"
    case .notRecorded(let root): "cannot run from a checkout: the code in '\(root)' is not recorded"
    case .unknown(let sig, let run): "the code of run \(run) of XP '\(sig)' is not recorded"
    case .incomplete(let sig, let run):
      "run \(run) of XP '\(sig)' had uncommitted changes that are not recorded"
    case .noRun(let sig, let run, let count):
      "XP '\(sig)' has no run \(run): it has \(count == 0 ? "none" : "\(count)")"
    case .commandFailed(let command, let status):
      "'\(command)' ended with status \(status) in a new checkout"
    case .onlyPointers(let paths, _, _): Self.pointers(paths)
    case .moved(let sig, let other):
      "with the code that ran, the arguments of XP '\(sig)' make XP '\(other)'"
    }
  }

  package var hint: String? {
    switch self {
    case .notClean: "commit them, or run the work tree as it is with --no-git-save"
    case .noCode: "make a file there that git doesn't ignore, or a first commit"
    case .notRecorded: "run the work tree as it is with --no-git-save"
    case .unknown: "runs outside git, or before their first commit, have none"
    case .incomplete: "reproduce the commit without them with --force"
    case .noRun(let sig, _, let count):
      count == 0 ? "submit it: dora-submit \(sig)" : "runs count from 1, the oldest"
    case .commandFailed: "it is one of the program's post_git_save_commands"
    case .onlyPointers(_, let checkout, let otherwise): "\(Self.filling(checkout)); or \(otherwise)"
    case .moved: "a default has moved, or depends on the machine; go on with --force"
    }
  }

  /// Says that files of Git LFS are only pointers.
  static func pointers(_ paths: [Text]) -> String {
    "pointers of Git LFS in the place of files: \(PathList.shown(paths.map(\.string)))"
  }

  /// What gets the files of Git LFS in a checkout.
  static func filling(_ checkout: String) -> String {
    "with git-lfs on PATH, get them: git lfs install && git -C '\(checkout)' lfs pull"
  }
}
