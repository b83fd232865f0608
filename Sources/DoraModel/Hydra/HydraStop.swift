/// Why an argument list gets no delta here.
package enum HydraStop: Error, Hashable, Sendable {
  /// Hydra or the Python tool refuses it too: one sentence, as near to theirs as we know it.
  case refused(String)
  /// A key that an override names isn't there; who knows what there is makes a sentence of it.
  case unknownKey(Text, override: Text)
  /// Only Hydra itself can tell.
  case unsure(String)

  /// For people.
  package var words: String {
    switch self {
    case .refused(let reason), .unsure(let reason): reason
    case .unknownKey(let key, _): "there is no key '\(key.string)'"
    }
  }
}
