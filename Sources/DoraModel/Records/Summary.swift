/// One XP and its last run, as a table of many XPs shows them.
package struct Summary: Hashable, Sendable {
  package var sig: Sig
  package var digest: Digest
  /// The XP's name by its own delta.
  package var name: String
  package var program: Program
  /// The last run, light: without its resources, command and environment.
  package var run: Run?

  package init(sig: Sig, digest: Digest, name: String, program: Program, run: Run?) {
    self.sig = sig
    self.digest = digest
    self.name = name
    self.program = program
    self.run = run
  }

  /// The summary of an XP whose last run this is.
  package init(of xp: XP, run: Run?) {
    self.init(
      sig: xp.sig, digest: xp.digest, name: Names.name(of: xp.delta), program: xp.program,
      run: run?.light)
  }
}
