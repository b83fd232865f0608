/// A node of a configuration, as OmegaConf holds it.
package indirect enum HydraNode: Sendable {
  /// null, a boolean, a number or a string without interpolation.
  case scalar(JSON)
  /// The string `???`: a value that somebody must give.
  case missing
  /// A string with `${…}`.
  case interpolation(HydraInterpolation)
  case table(HydraTable)
  case list([HydraNode])

  /// Whether it holds other nodes.
  var isContainer: Bool {
    switch self {
    case .table, .list: true
    case .scalar, .missing, .interpolation: false
    }
  }

  var isNull: Bool { if case .scalar(.null) = self { true } else { false } }
  var isMissing: Bool { if case .missing = self { true } else { false } }

  var table: HydraTable? { if case .table(let table) = self { table } else { nil } }

  /// The node that a scalar value becomes.
  init(_ value: JSON) throws(HydraStop) {
    guard case .text(let text) = value else {
      self = .scalar(value)
      return
    }
    if text == "???" {
      self = .missing
    } else if HydraInterpolation.isNeeded(in: text) {
      self = .interpolation(try HydraInterpolation(text))
    } else {
      self = .scalar(value)
    }
  }

  /// What the Python tool signs: containers as they are written, interpolations unresolved.
  var json: JSON {
    switch self {
    case .scalar(let value): value
    case .missing: .text("???")
    case .interpolation(let interpolation): .text(interpolation.text)
    case .list(let nodes): .array(nodes.map(\.json))
    case .table(let table):
      .object(zip(table.keys, table.nodes).map { JSON.Member($0, $1.json) })
    }
  }
}
