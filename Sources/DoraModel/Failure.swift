/// The statuses a tool ends with, as git's do.
package enum Exit: Int32, Sendable {
  /// Everything asked for was done.
  case done = 0
  /// The answer is no: a run failed with `--wait`, an XP was not found.
  case no = 1
  /// Nothing could be done.
  case fatal = 128
  /// The words of the command line are wrong.
  case usage = 129
}

/// What every error of every room can say of itself; DoraConsole alone prints it.
package protocol Failure: Error, Sendable {
  /// The status that the tool ends with.
  var exit: Exit { get }
  /// One sentence in git's wording: no capital, no full stop, subject in single quotes.
  var message: String { get }
  /// What another program or the system said, when that is the reason.
  var cause: String? { get }
  /// The next command to try, when there is one.
  var hint: String? { get }
}

extension Failure {
  package var exit: Exit { .fatal }
  package var cause: String? { nil }
  package var hint: String? { nil }
}
