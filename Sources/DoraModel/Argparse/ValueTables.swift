/// What a description knows of the values that are more than data: members of enums, and what it can't compare.
struct ValueTables: Sendable {
  struct Member: Sendable {
    let repr: String
    let str: String
    let type: String
    /// The number or string that the member also is, of an enum that is mixed with a type.
    let value: PythonValue?
  }

  struct Opaque: Sendable {
    /// Whether it isn't even equal to itself; nil: asking failed.
    let differs: Bool?
    let type: String
    /// The type of Python's own that says how it compares.
    let like: String?
    let signed: Signed
  }

  /// What is signed of a value.
  enum Signed: Sendable {
    case json(JSON)
    case refused
    case unsure
  }

  var members: [Member] = []
  var opaques: [Opaque] = []
  /// For each enum class that is a type, the members by the strings that make them.
  var enums: [[Text: Int]] = []

  /// Whether Python's `==` holds; nil: only Python knows.
  func isEqual(_ left: PythonValue, _ right: PythonValue) -> Bool? {
    switch (left, right) {
    case (.opaque(let a), .opaque(let b)):
      guard a == b, let differs = opaques[a].differs else { return nil }
      return !differs
    case (.opaque(let a), let other), (let other, .opaque(let a)):
      return opaques[a].isUnlike(other) ? false : nil
    case (.member(let a), .member(let b)) where a == b: return true
    case (.member(let a), _):
      // A mixed enum compares as the type that it's mixed with; any other, by identity.
      return members[a].value.map { isEqual($0, right) } ?? false
    case (_, .member(let b)): return members[b].value.map { isEqual(left, $0) } ?? false
    case (.none, .none): return true
    case (.text(let a), .text(let b)): return a == b
    case (.suppress, .suppress): return true
    case (.suppress, .text(let b)): return b == PythonValue.suppressed
    case (.text(let a), .suppress): return a == PythonValue.suppressed
    case (.path(let a), .path(let b)): return a == b
    case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)): return areEqual(a, b)
    default: return Self.areNumbersEqual(left, right)
    }
  }

  private func areEqual(_ left: [PythonValue], _ right: [PythonValue]) -> Bool? {
    guard left.count == right.count else { return false }
    for (a, b) in zip(left, right) {
      guard let same = isEqual(a, b) else { return nil }
      if !same { return false }
    }
    return true
  }

  /// Numbers compare by value, whatever their types: 1 == 1.0 == True.
  private static func areNumbersEqual(_ left: PythonValue, _ right: PythonValue) -> Bool? {
    switch (left, right) {
    case (.float(let a), .float(let b)): return a == b
    case (.big(let a), .big(let b)): return a == b
    case (.big, .float(let b)), (.float(let b), .big):
      return b.isFinite && b.magnitude >= 0x1p63 ? nil : false
    case (.float(let a), _): return integer(right).map { Int(exactly: a) == $0 } ?? false
    case (_, .float(let b)): return integer(left).map { Int(exactly: b) == $0 } ?? false
    default:
      guard let a = integer(left), let b = integer(right) else { return false }
      return a == b
    }
  }

  private static func integer(_ value: PythonValue) -> Int? {
    switch value {
    case .bool(let bool): bool ? 1 : 0
    case .int(let int): int
    default: nil
    }
  }

  /// What is signed of a value.
  func signed(_ value: PythonValue) -> Signed {
    switch value {
    case .none: return .json(.null)
    case .bool(let bool): return .json(.bool(bool))
    case .int(let int): return .json(JSON(int))
    case .big(let digits): return .json(.integer(digits))
    case .float(let double): return .json(.number(double))
    case .text(let text), .path(let text): return .json(.text(text))
    case .list(let parts), .tuple(let parts):
      var values: [JSON] = []
      values.reserveCapacity(parts.count)
      for part in parts {
        switch signed(part) {
        case .json(let json): values.append(json)
        case .refused: return .refused
        case .unsure: return .unsure
        }
      }
      return .json(.array(values))
    case .member(let place): return members[place].value.map(signed) ?? .refused
    case .opaque(let place): return opaques[place].signed
    case .suppress: return .json(.text(PythonValue.suppressed))
    }
  }

  /// The name of a value's type, as Python's own errors say it.
  func type(_ value: PythonValue) -> String {
    switch value {
    case .none: "NoneType"
    case .bool: "bool"
    case .int, .big: "int"
    case .float: "float"
    case .text, .suppress: "str"
    case .path: "PosixPath"
    case .list: "list"
    case .tuple: "tuple"
    case .member(let place): members[place].type
    case .opaque(let place): opaques[place].type
    }
  }
}

extension ValueTables.Opaque {
  /// Whether it surely differs from a value that isn't opaque.
  fileprivate func isUnlike(_ value: PythonValue) -> Bool {
    switch (like, value) {
    case (nil, _), ("list"?, .list), ("tuple"?, .tuple): false
    default: true
    }
  }

  fileprivate init(json: JSON) {
    differs = json["differs"]?.bool
    type = json["type"]?.string ?? ""
    like = json["like"]?.string
    signed = json["json"].map { .json($0) } ?? (json["signable"] == false ? .refused : .unsure)
  }
}

extension ValueTables {
  /// Reads the tables of a description.
  init?(json: JSON) {
    guard let members = json["members"]?.array, let enums = json["enums"]?.array,
      let opaques = json["opaques"]?.array
    else { return nil }
    for member in members {
      guard let repr = member["repr"]?.string, let str = member["str"]?.string,
        let type = member["type"]?.string
      else { return nil }
      switch member["value"] {
      case nil, .bool, .integer, .number, .text: break
      case .null, .array, .object: return nil
      }
      self.members.append(
        Member(
          repr: repr, str: str, type: type, value: member["value"].flatMap(PythonValue.init(json:)))
      )
    }
    for pairs in enums {
      var places: [Text: Int] = [:]
      for pair in pairs.array ?? [] {
        guard let pair = pair.array, pair.count == 2, let name = pair[0].text,
          let place = pair[1].int, self.members.indices.contains(place)
        else { return nil }
        places[name] = place
      }
      self.enums.append(places)
    }
    self.opaques = opaques.map(Opaque.init(json:))
  }
}
