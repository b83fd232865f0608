/// A function of Hydra's override grammar that turns a value into another.
enum HydraCast: String {
  case int, float, str, bool

  /// The value that the function makes; nil where Python raises.
  func value(of node: HydraNode) throws(HydraStop) -> HydraNode? {
    switch node {
    case .list(let nodes):
      var cast: [HydraNode] = []
      for node in nodes {
        guard let value = try value(of: node) else { return nil }
        cast.append(value)
      }
      return .list(cast)
    case .table(let table):
      var cast = HydraTable()
      for (key, node) in zip(table.keys, table.nodes) {
        guard let value = try value(of: node) else { return nil }
        cast.set(key, value)
      }
      return .table(cast)
    case .scalar, .missing, .interpolation:
      guard let value = try scalar(node.json) else { return nil }
      return try HydraNode(value)
    }
  }

  private func scalar(_ value: JSON) throws(HydraStop) -> JSON? {
    switch self {
    case .int: try Self.int(value)
    case .float: try Self.float(value)
    case .str:
      switch value {
      case .null: nil
      case .text: value
      case .bool(let flag): JSON(flag ? "true" : "false")
      default: JSON(PythonText.str(value))
      }
    case .bool: Self.bool(value)
    }
  }

  private static func int(_ value: JSON) throws(HydraStop) -> JSON? {
    switch value {
    case .bool(let flag): return JSON(flag ? 1 : 0)
    case .integer: return value
    case .number(let number):
      guard number.isFinite else { return nil }
      guard number.magnitude < 0x1p53 else { throw .unsure("int() of a large number") }
      return JSON(Int(number))
    case .text(let text):
      switch PythonNumber.int(text) {
      case .value(.int(let number)): return JSON(number)
      case .value(.big(let digits)): return .integer(digits)
      case .value, .unsure: throw .unsure("what int() reads")
      case .invalid: return nil
      }
    case .null, .array, .object: return nil
    }
  }

  private static func float(_ value: JSON) throws(HydraStop) -> JSON? {
    switch value {
    case .bool(let flag): return .number(flag ? 1 : 0)
    case .number: return value
    case .integer(let digits):
      guard let number = Double(digits), number.isFinite else { return nil }
      return .number(number)
    case .text(let text):
      switch PythonNumber.float(text) {
      case .value(.float(let number)): return .number(number)
      case .value, .unsure: throw .unsure("what float() reads")
      case .invalid: return nil
      }
    case .null, .array, .object: return nil
    }
  }

  private static func bool(_ value: JSON) -> JSON? {
    switch value {
    case .null: return .bool(false)
    case .bool: return value
    case .integer(let digits): return .bool(digits != "0")
    case .number(let number): return .bool(number != 0)
    case .text(let text):
      let lower = text.bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
      if lower.elementsEqual("true".utf8) { return .bool(true) }
      return lower.elementsEqual("false".utf8) ? .bool(false) : nil
    case .array, .object: return nil
    }
  }
}
