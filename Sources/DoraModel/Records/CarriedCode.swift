/// What of the code of runs has gone to another repository, or come from one.
package struct CarriedCode: Sendable {
  /// Pinned commits that weren't there.
  package var pins = 0
  /// Commits of submodules that can't be had from their own remotes.
  package var submodules = 0
  /// Files of Git LFS.
  package var largeFiles = 0
  /// What is missing where the code has gone, each a sentence.
  package var gaps: [String] = []

  package init() {}

  /// Up to four paths, quoted, and how many more there are.
  package static func list(_ paths: [String]) -> String {
    paths.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
      + (paths.count > 4 ? " and \(paths.count - 4) more" : "")
  }
}
