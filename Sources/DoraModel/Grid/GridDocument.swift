/// A grid described in YAML: blocks that each stand for one XP or for many.
///
///     base: {epochs: 10}            arguments of all XPs: a mapping, words of a command line, or a list of both
///     product: {lr: [1, 0.1]}       every combination of the values
///     zip: {dim: [8, 16], lr: …}    the first values together, then the second
///     list: [{seed: 1}, --fast]     one after the other
///     slurm: {gpus: 2}              what their jobs need
///     array: true                   all of them as one job array
///
/// `product`, `zip` and `list` in one block are combined, the last varying fastest. A document is a block or a list of
/// blocks; `blocks` in a block are blocks that have its base and resources too.
package struct GridDocument: Sendable {
  /// One XP to be.
  package struct XP: Hashable, Sendable {
    /// Mappings of arguments, and words, in the order in which they're given to the program.
    package var arguments: [JSON]
    package var resources: JSON
    package var array: Int?
  }

  package private(set) var xps: [XP] = []
  private var arrays = 0
  /// Nobody means more than this.
  private static let most = 1_000_000

  /// Why a document isn't a grid.
  package struct Malformed: Error, Sendable {
    package let reason: String
  }

  /// Reads and expands a document.
  package init(_ bytes: [UInt8]) throws(Malformed) {
    let node: YAMLNode?
    do throws(YAMLDoubt) { node = try YAMLReader.read(bytes) } catch {
      let place = error.line > 0 ? "line \(error.line): " : ""
      throw Malformed(reason: place + error.reason)
    }
    guard let node else { return }
    let json = try Self.json(node)
    for block in json.array ?? [json] {
      try add(block, below: Outer(base: [], resources: [:], array: nil))
    }
  }

  /// What a block takes from the one that it's in.
  private struct Outer {
    var base: [JSON]
    var resources: JSON
    var array: Int?
  }

  private mutating func add(_ block: JSON, below outer: Outer) throws(Malformed) {
    guard let members = block.members else { throw Malformed(reason: "a block isn't a mapping") }
    let known: [Text] = ["base", "product", "zip", "list", "slurm", "array", "blocks"]
    if let unknown = members.first(where: { !known.contains($0.name) }) {
      throw Malformed(
        reason: "unknown key '\(unknown.name.string)'; there are "
          + known.map(\.string).joined(separator: ", "))
    }
    var inner = outer
    if let base = block["base"] { inner.base += Self.items(base) }
    if let slurm = block["slurm"] {
      guard let members = slurm.members else { throw Malformed(reason: "'slurm' isn't a mapping") }
      do throws(SlurmOptionFailure) { _ = try SlurmResources().adding(slurm) } catch {
        throw Malformed(reason: error.message)
      }
      inner.resources = inner.resources.merging(members)
    }
    if block["array"]?.bool == true, inner.array == nil {
      inner.array = arrays
      arrays += 1
    }
    var combinations: [[JSON]] = [[]]
    for (key, value) in try Self.columns(block["product"], "product") {
      try combine(&combinations, with: value.map { [.object([JSON.Member(key, $0)])] })
    }
    if block["zip"] != nil { try combine(&combinations, with: Self.zipped(block["zip"])) }
    if let list = block["list"] {
      guard let list = list.array else { throw Malformed(reason: "'list' isn't a list") }
      try combine(&combinations, with: list.map(Self.items))
    }
    if let blocks = block["blocks"] {
      guard let blocks = blocks.array else { throw Malformed(reason: "'blocks' isn't a list") }
      for combination in combinations {
        var outer = inner
        outer.base += combination
        for block in blocks { try add(block, below: outer) }
      }
      return
    }
    for combination in combinations {
      xps.append(
        XP(arguments: inner.base + combination, resources: inner.resources, array: inner.array))
    }
    guard xps.count <= Self.most else { throw Malformed(reason: "more than \(Self.most) XPs") }
  }

  private func combine(
    _ combinations: inout [[JSON]], with parts: [[JSON]]
  ) throws(Malformed) {
    guard combinations.count * parts.count <= Self.most else {
      throw Malformed(reason: "more than \(Self.most) XPs")
    }
    combinations = combinations.flatMap { begun in parts.map { begun + $0 } }
  }

  /// Arguments as a list: a mapping or words stand for themselves.
  private static func items(_ value: JSON) -> [JSON] {
    value.isNull ? [] : value.array ?? [value]
  }

  private static func columns(
    _ value: JSON?, _ what: String
  ) throws(Malformed) -> [(Text, [JSON])] {
    guard let value else { return [] }
    guard let members = value.members else { throw Malformed(reason: "'\(what)' isn't a mapping") }
    return members.map { ($0.name, $0.value.array ?? [$0.value]) }
  }

  private static func zipped(_ value: JSON?) throws(Malformed) -> [[JSON]] {
    let columns = try columns(value, "zip")
    let length = columns.first?.1.count ?? 0
    if let other = columns.first(where: { $0.1.count != length }) {
      throw Malformed(
        reason: "'zip' has \(length) values of '\(columns[0].0.string)' and "
          + "\(other.1.count) of '\(other.0.string)'")
    }
    return (0..<length).map { i in [.object(columns.map { JSON.Member($0.0, $0.1[i]) })] }
  }

  /// A node with the types that YAML gives to plain words.
  private static func json(_ node: YAMLNode) throws(Malformed) -> JSON {
    switch node {
    case .scalar(let text, let isPlain):
      guard isPlain else { return .text(text) }
      guard let value = YAMLScalar.value(text) else {
        throw Malformed(reason: "'\(text.string)' isn't clear; put it in quotes")
      }
      return value
    case .sequence(let nodes):
      var values: [JSON] = []
      for node in nodes { values.append(try json(node)) }
      return .array(values)
    case .mapping(let pairs):
      var members: [JSON.Member] = []
      for (key, value) in pairs {
        guard case .scalar(let name, _) = key else { throw Malformed(reason: "a key isn't a word") }
        guard !members.contains(where: { $0.name == name }) else {
          throw Malformed(reason: "key '\(name.string)' is there twice")
        }
        members.append(JSON.Member(name, try json(value)))
      }
      return .object(members)
    }
  }
}
