import DoraModel
import DoraSystem
import Glibc

/// A question before what can't be undone.
enum Confirmation {
  /// Why it isn't done.
  enum Refused: Failure, Equatable {
    case noTerminal(Int)
    case declined

    var message: String {
      switch self {
      case .noTerminal(let count):
        "refusing to delete the folders of \(count == 1 ? "1 XP" : "\(count) XPs") unasked"
      case .declined: "nothing was done"
      }
    }
    var hint: String? {
      switch self {
      case .noTerminal: "without a terminal, add --yes"
      case .declined: nil
      }
    }
    var exit: Exit { self == .declined ? .no : .fatal }
  }

  /// Returns when the user has said yes.
  static func ask(_ console: Console, _ count: Int) throws {
    if count == 0 { return }
    guard isatty(0) == 1, isatty(2) == 1 else { throw Refused.noTerminal(count) }
    let folders = count == 1 ? "the folder of 1 XP" : "the folders of \(count) XPs"
    try File.write(
      Array("delete \(folders), checkpoints and all, and start anew? [y/N] ".utf8), to: 2,
      named: "standard error")
    let answer = readLine()?.lowercased() ?? ""
    guard answer == "y" || answer == "yes" else { throw Refused.declined }
  }
}
