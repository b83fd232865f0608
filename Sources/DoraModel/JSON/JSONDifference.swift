/// One name whose value differs between two JSON objects; objects inside are looked into, lists are values.
package struct JSONDifference: Hashable, Sendable {
  /// The names that lead to it, with dots between them.
  package let name: String
  /// nil: it isn't there.
  package let old: JSON?
  package let new: JSON?

  package init(name: String, old: JSON?, new: JSON?) {
    self.name = name
    self.old = old
    self.new = new
  }

  /// What differs, in the order of the first object, then what only the second has.
  package static func between(_ old: JSON, _ new: JSON) -> [JSONDifference] {
    var differences: [JSONDifference] = []
    compare(old.members ?? [], new.members ?? [], below: "", into: &differences)
    return differences
  }

  /// Every value of an object with the names that lead to it.
  package static func leaves(of object: JSON) -> [(name: String, value: JSON)] {
    between([:], object).compactMap { leaf in leaf.new.map { (leaf.name, $0) } }
  }

  private static func compare(
    _ old: [JSON.Member], _ new: [JSON.Member], below above: String,
    into differences: inout [JSONDifference]
  ) {
    var values: [Text: JSON] = [:]
    for member in new { values[member.name] = member.value }
    var seen: Set<Text> = []
    for member in old {
      seen.insert(member.name)
      compare(
        member.value, values[member.name], named: join(above, member.name), into: &differences)
    }
    for member in new where !seen.contains(member.name) {
      compare(nil, member.value, named: join(above, member.name), into: &differences)
    }
  }

  private static func compare(
    _ old: JSON?, _ new: JSON?, named name: String, into differences: inout [JSONDifference]
  ) {
    let before = names(in: old)
    let after = names(in: new)
    if before != nil || after != nil, old == nil || before != nil, new == nil || after != nil {
      compare(before ?? [], after ?? [], below: name, into: &differences)
    } else if !isSame(old, new) {
      differences.append(JSONDifference(name: name, old: old, new: new))
    }
  }

  /// The members of an object that has any; an empty one is a value.
  private static func names(in value: JSON?) -> [JSON.Member]? {
    value?.members.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// As they are printed: NaN is like itself here.
  private static func isSame(_ old: JSON?, _ new: JSON?) -> Bool {
    old.map(PythonJSON.bytes) == new.map(PythonJSON.bytes)
  }

  private static func join(_ above: String, _ name: Text) -> String {
    above.isEmpty ? name.string : "\(above).\(name.string)"
  }

  package var json: JSON {
    ["name": JSON(name), "old": old ?? .null, "new": new ?? .null]
  }
}
