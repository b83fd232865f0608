/// What of the code of runs has gone to another repository, or come from one.
package struct CarriedCode: Sendable {
  /// Pinned commits that weren't there.
  package var pins = 0
  /// Commits of submodules that can't be had from their own remotes.
  package var submodules = 0
  /// Files of Git LFS.
  package var largeFiles = 0
  /// What was pushed: references, and the commits that they now are there.
  package var references: [String: String] = [:]
  /// What is missing where the code has gone, each a sentence.
  package var gaps: [String] = []

  package init() {}
}
