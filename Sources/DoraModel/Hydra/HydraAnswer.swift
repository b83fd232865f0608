/// What an argument list of a Hydra project amounts to.
package enum HydraAnswer: Hashable, Sendable {
  /// The delta, and the argument list that the XP keeps: of a repeated key the last override.
  case delta(Delta, argv: [Text])
  /// Hydra or the Python tool refuses the arguments, with a sentence like theirs.
  case refused(String)
  /// Hydra itself must be asked, and why.
  case unsure(String)
}
