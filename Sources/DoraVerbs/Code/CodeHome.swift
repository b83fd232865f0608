import DoraModel
import DoraStore
import DoraSystem

/// Where runs find their code: the work tree, or a checkout of a commit.
struct CodeHome {
  /// The project's root in the user's work tree.
  let root: String
  /// nil: the work tree itself.
  let checkout: Checkout?

  /// Where the program starts.
  var directory: String { checkout?.root ?? root }

  /// Where the program was called from, for `to_absolute_path` of the Python client.
  static let origin = "_DORA_ORIGINAL_DIR"

  /// The variables that are set for a run, with those that depend on where its code is.
  func adjusted(
    _ contract: [String: String], over environment: [String: String]
  ) -> [String: String] {
    var contract = contract
    if checkout != nil, let path = contract["PYTHONPATH"] ?? environment["PYTHONPATH"] {
      let parts = path.split(separator: ":", omittingEmptySubsequences: false)
      contract["PYTHONPATH"] = parts.map { moved(String($0)) }.joined(separator: ":")
    }
    // A job that is submitted by a job isn't in that one's checkout.
    if checkout != nil || environment[Self.origin] != nil { contract[Self.origin] = root }
    return contract
  }

  /// A program's words, with an executable of the project's found in the checkout.
  func adjusted(_ command: [Text]) -> [Text] {
    guard let first = command.first else { return command }
    return [Text(moved(first.string))] + command.dropFirst()
  }

  /// The path in the checkout of what the work tree has at `path`, if the checkout has it too.
  private func moved(_ path: String) -> String {
    guard let checkout, path == root || path.hasPrefix(root + "/") else { return path }
    let place = checkout.root + path.dropFirst(root.count)
    // One that is only planned will have what git knows of.
    let isThere = File.status(checkout.path) == nil || File.status(place) != nil
    return isThere ? place : path
  }

  /// Sets the link `code` in an XP's folder, by which its last run's checkout is found.
  func link(from folder: String) throws(SystemFailure) {
    let link = Path.join(folder, "code")
    let isLink = PathStatus(Array(link.utf8)).map { $0.kind == .link }
    // A folder of that name is the program's own.
    if isLink == false { return }
    guard let checkout else {
      if isLink == true { try File.removeAll(link) }
      return
    }
    try File.link(link, to: Path.relative(checkout.path, from: folder))
  }
}
