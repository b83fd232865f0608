/// A JSON value as Python's `json` module knows it: integers of any size apart from floats, members in order.
package indirect enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// Decimal digits with an optional minus sign, no leading zeros: integers have no limit in Python.
  case integer(String)
  case number(Double)
  case text(Text)
  case array([JSON])
  case object([Member])

  /// One name and its value.
  package struct Member: Hashable, Sendable {
    package var name: Text
    package var value: JSON

    package init(_ name: Text, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral value: StaticString) { self = .text(Text(stringLiteral: value)) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (Text, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
  package init(integerLiteral value: Int) { self = .integer(String(value)) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(nilLiteral: ()) { self = .null }

  package init(_ value: Int) { self = .integer(String(value)) }
  package init(_ value: String) { self = .text(Text(value)) }
  package init(_ value: String?) { self = value.map { .text(Text($0)) } ?? .null }
  package init(_ value: Int?) { self = value.map { .integer(String($0)) } ?? .null }
  package init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
}

extension JSON {
  /// The value of a member, or nil when there is none or this is no object.
  package subscript(_ name: Text) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  package var text: Text? { if case .text(let text) = self { text } else { nil } }
  package var string: String? { text?.string }
  package var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  package var array: [JSON]? { if case .array(let array) = self { array } else { nil } }
  package var members: [Member]? { if case .object(let members) = self { members } else { nil } }
  package var isNull: Bool { self == .null }

  /// The value of an integer that fits.
  package var int: Int? { if case .integer(let digits) = self { Int(digits) } else { nil } }

  /// The value of any number.
  package var double: Double? {
    switch self {
    case .number(let value): value
    case .integer(let digits): Double(digits)
    case .null, .bool, .text, .array, .object: nil
    }
  }

  /// The strings of an array of strings, or nil when it's anything else.
  package var texts: [Text]? {
    guard let array else { return nil }
    var texts: [Text] = []
    for value in array {
      guard let text = value.text else { return nil }
      texts.append(text)
    }
    return texts
  }
}

extension JSON {
  /// The object with these members in place of its own of the same name, and the others after them.
  package func merging(_ new: [Member]) -> JSON {
    var members = self.members ?? []
    for member in new {
      if let place = members.firstIndex(where: { $0.name == member.name }) {
        members[place] = member
      } else {
        members.append(member)
      }
    }
    return .object(members)
  }

  /// Sets a member of the object that is the member `parent`.
  package mutating func set(_ name: Text, _ value: JSON, below parent: Text) {
    let inner = (self[parent] ?? [:]).merging([Member(name, value)])
    self = merging([Member(parent, inner)])
  }
}
