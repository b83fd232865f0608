/// What can be wrong with a table's description, or with what is asked of one.
package enum TableFailure: Failure, Equatable {
  case malformedColumn(String)
  case unknownAlign(String)
  case noColumn(String, known: [String])
  case manyColumns(String, matching: [String])

  package var message: String {
    switch self {
    case .malformedColumn(let text): "malformed column '\(text)'"
    case .unknownAlign(let align): "unknown alignment '\(align)'"
    case .noColumn(let name, _): "no column '\(name)'"
    case .manyColumns(let name, _): "column '\(name)' is ambiguous"
    }
  }

  package var hint: String? {
    switch self {
    case .malformedColumn: "columns are made by tt.leaf and tt.group"
    case .unknownAlign: "alignments are '<', '>' and '='"
    case .noColumn(_, let known): "the columns are \(known.joined(separator: ", "))"
    case .manyColumns(_, let matching): "it may be \(matching.joined(separator: " or "))"
    }
  }
}
