/// Why an argument list gets no delta here.
package enum HydraStop: Error, Hashable, Sendable {
  /// Hydra or the Python tool refuses it too: one sentence, as near to theirs as we know it.
  case refused(String)
  /// Only Hydra itself can tell.
  case unsure(String)
}
