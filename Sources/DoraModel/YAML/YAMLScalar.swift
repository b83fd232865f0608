/// The types of plain scalars: YAML 1.1 as PyYAML's SafeLoader resolves it, with OmegaConf's floats and no timestamps.
package enum YAMLScalar {
  /// The value of a plain scalar, or nil when versions of OmegaConf differ on it or Python refuses it.
  package static func value(_ text: Text) -> JSON? {
    let bytes = text.bytes
    guard let first = bytes.first else { return .null }
    switch first {
    case UInt8(ascii: "~"): return bytes.count == 1 ? .null : .text(text)
    case UInt8(ascii: "="), UInt8(ascii: "<"):
      // These plain words have tags of their own, which SafeLoader can't construct.
      return text == "=" || text == "<<" ? nil : .text(text)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."):
      return YAMLNumber.isCandidate(bytes) ? YAMLNumber.value(bytes) : .text(text)
    default: return words[text] ?? .text(text)
    }
  }

  private static let words: [Text: JSON] = {
    var words: [Text: JSON] = ["null": .null, "Null": .null, "NULL": .null]
    let pairs: [(String, Bool)] = [
      ("yes", true), ("no", false), ("true", true), ("false", false), ("on", true),
      ("off", false),
    ]
    for (word, value) in pairs {
      let capital = word.prefix(1).uppercased() + word.dropFirst()
      for spelling in [word, capital, word.uppercased()] { words[Text(spelling)] = .bool(value) }
    }
    return words
  }()
}
