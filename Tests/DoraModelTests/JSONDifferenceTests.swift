import Testing

@testable import DoraModel

@Suite struct JSONDifferenceTests {
  private func differences(_ old: JSON, _ new: JSON) -> [String] {
    JSONDifference.between(old, new).map { part in
      func shown(_ value: JSON?) -> String { value.map(PythonJSON.string) ?? "-" }
      return "\(part.name) \(shown(part.old)) \(shown(part.new))"
    }
  }

  @Test func `objects are looked into, lists are values`() {
    #expect(
      differences(
        ["a": ["b": 1, "c": [1, 2]], "d": 1], ["a": ["b": 2, "c": [1, 3]], "d": 1])
        == ["a.b 1 2", "a.c [1, 2] [1, 3]"])
  }

  @Test func `what only one has, leaf by leaf`() {
    #expect(
      differences(["a": ["b": 1, "c": 2]], ["x": ["y": ["z": 0]]])
        == ["a.b 1 -", "a.c 2 -", "x.y.z - 0"])
  }

  @Test func `an object against something else is a value`() {
    #expect(differences(["a": ["b": 1]], ["a": 1]) == ["a {\"b\": 1} 1"])
    #expect(differences(["a": [:]], ["a": ["b": 1]]) == ["a {} {\"b\": 1}"])
    #expect(differences(["a": [:]], ["a": [:]]) == [])
    #expect(differences(["a": nil], [:]) == ["a null -"])
  }

  @Test func `NaN is like itself, and 1 isn't 1.0`() {
    #expect(differences(["a": .number(.nan)], ["a": .number(.nan)]) == [])
    #expect(differences(["a": 1], ["a": 1.0]) == ["a 1 1.0"])
  }
}
