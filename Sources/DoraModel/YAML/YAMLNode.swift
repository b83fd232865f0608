/// A YAML document as its events spell it: no scalar has a type yet.
package indirect enum YAMLNode: Sendable {
  case scalar(Text, isPlain: Bool)
  case sequence([YAMLNode])
  case mapping([(key: YAMLNode, value: YAMLNode)])
}

/// Why a YAML text isn't read here: it's malformed, or PyYAML might read it in another way.
package struct YAMLDoubt: Error, Sendable {
  package let reason: String
  /// From 1; 0 when the place isn't known.
  package let line: Int
}
