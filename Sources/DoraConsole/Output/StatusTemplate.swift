import ArgumentParser
import DoraModel
import DoraVerbs

/// A line with `%(field)` in it, as in `git for-each-ref`; `%%` is a percent sign.
struct StatusTemplate {
  private enum Part {
    case literal(String)
    case field(String)
  }
  private var parts: [Part] = []

  /// Parses the template; a field that no XP has is an error before anything is printed.
  init(_ text: String) throws {
    var rest = text[...]
    var literal = ""
    while let first = rest.first {
      if rest.hasPrefix("%%") {
        literal.append("%")
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("%("), let end = rest.firstIndex(of: ")") {
        let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
        guard StatusVerb.Row.fieldNames.contains(name) else {
          throw ValidationError(
            "unknown field '\(name)'; there are \(StatusVerb.Row.fieldNames.joined(separator: ", "))"
          )
        }
        parts += [.literal(literal), .field(name)]
        literal = ""
        rest = rest[rest.index(after: end)...]
      } else {
        literal.append(first)
        rest = rest.dropFirst()
      }
    }
    parts.append(.literal(literal))
  }

  func filled(with row: StatusVerb.Row) -> String {
    parts.map { part in
      switch part {
      case .literal(let text): text
      case .field(let name): row.field(name)
      }
    }.joined()
  }
}
