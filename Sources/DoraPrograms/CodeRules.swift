/// What a program says of the code that its runs use.
package struct CodeRules: Hashable, Sendable {
  /// Whether they use a checkout of their own.
  package var gitSave = false
  /// Whether they're refused as long as something isn't committed.
  package var requireClean = false
  /// Shell commands to run in a new checkout.
  package var afterCheckout: [String] = []
  /// Where its grid files are, from the project's root: these may be changed at any time.
  package var gridFolder: String?

  package init() {}
}
