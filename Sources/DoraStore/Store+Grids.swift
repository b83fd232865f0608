import DoraModel

/// Grids: `grids/<name>.json` in the store's tree, a file for each, as the grid was last made.
enum GridShelf {
  static let name = "grids"

  static func file(of grid: GridName) -> [UInt8] { Array("\(grid).json".utf8) }

  /// The grid whose record this is, or nil when it's some other file.
  static func grid(file: [UInt8]) -> GridName? {
    guard file.suffix(5).elementsEqual(".json".utf8) else { return nil }
    return try? GridName(String(decoding: file.dropLast(5), as: UTF8.self))
  }
}

extension View {
  /// A grid, as it was last made.
  package func grid(_ name: GridName) throws(StoreFailure) -> GridRecord? {
    guard let entry = try grids()[file: GridShelf.file(of: name)] else { return nil }
    return try grid(name, entry.id)
  }

  /// The names of all grids that were ever made, in order.
  package func gridNames() throws(StoreFailure) -> [GridName] {
    try grids().entries.compactMap { $0.isFolder ? nil : GridShelf.grid(file: $0.name) }.sorted()
  }

  func grids() throws(StoreFailure) -> Tree { try subtree(root[GridShelf.name], GridShelf.name) }

  func grid(_ name: GridName, _ id: ObjectID) throws(StoreFailure) -> GridRecord {
    let path = "\(GridShelf.name)/\(name).json"
    let json = try record(path, id)
    do throws(RecordFailure) { return try GridRecord(json: json) } catch {
      throw .corrupt(store: repository.path, what: path, reason: error.what)
    }
  }
}

extension GridRecord {
  /// The grid as a file of the store: a line for each XP, so that `git show` shows which came and went.
  var record: [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    for (i, member) in (json.members ?? []).enumerated() {
      if i > 0 { bytes += Array(",\n".utf8) }
      bytes += PythonJSON.bytes(.text(member.name)) + Array(": ".utf8)
      guard let items = member.value.array, !items.isEmpty else {
        PythonJSON.write(member.value, to: &bytes)
        continue
      }
      bytes.append(UInt8(ascii: "["))
      for (k, item) in items.enumerated() {
        bytes += Array(k == 0 ? "\n".utf8 : ",\n".utf8)
        PythonJSON.write(item, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
    return bytes + Array("}\n".utf8)
  }
}

extension Store {
  /// Writes grids, and answers the new entry of their folder; nil when all are there already.
  func put(
    _ grids: [GridName: GridRecord], _ view: View, _ writer: ObjectWriter
  ) throws(StoreFailure) -> Tree.Entry? {
    if grids.isEmpty { return nil }
    let before = try view.grids()
    var new: [Tree.Entry] = []
    for name in grids.keys.sorted() {
      guard let content = grids[name]?.record else { continue }
      let id = try repository.name(.blob, content)
      let file = GridShelf.file(of: name)
      if before[file: file]?.id == id { continue }
      try writer.put(.blob, content, named: id)
      new.append(.file(file, id))
    }
    if new.isEmpty { return nil }
    let tree = before.replacing(new)
    return .folder(Array(GridShelf.name.utf8), try writer.put(.tree, tree.bytes))
  }
}
