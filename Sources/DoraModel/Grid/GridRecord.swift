/// What the store holds of a grid: its XPs in order, each with its resources and job array.
package struct GridRecord: Hashable, Sendable {
  /// One XP in a grid.
  package struct Entry: Hashable, Sendable {
    package var digest: Digest
    package var sig: Sig
    /// All parts of the XP's delta, which patterns are matched with.
    package var name: String
    /// What the grid file asked for, key by key.
    package var resources: JSON
    /// XPs with the same number go as one job array; nil: by itself.
    package var array: Int?

    package init(
      digest: Digest, sig: Sig, name: String, resources: JSON = [:], array: Int? = nil
    ) {
      self.digest = digest
      self.sig = sig
      self.name = name
      self.resources = resources
      self.array = array
    }
  }

  package let name: GridName
  /// The XPs that the grid file made, in its order, none twice.
  package private(set) var entries: [Entry]
  /// XPs that left the grid file while a run of theirs hadn't ended.
  package private(set) var left: [Entry]

  /// Repeated XPs merge to the first, which keeps its place, resources and array.
  package init(_ name: GridName, entries: [Entry], left: [Entry] = []) {
    self.name = name
    var seen: Set<Digest> = []
    self.entries = entries.filter { seen.insert($0.digest).inserted }
    self.left = left.filter { seen.insert($0.digest).inserted }
  }

  /// The record; resources are listed once, and an XP gives their place in that list.
  package var json: JSON {
    var places: [JSON: Int] = [:]
    var resources: [JSON] = []
    for entry in entries + left where places[entry.resources] == nil {
      places[entry.resources] = resources.count
      resources.append(entry.resources)
    }
    func list(_ entries: [Entry]) -> JSON {
      .array(
        entries.map { entry in
          [
            "sig": JSON(entry.sig.description), "digest": JSON(entry.digest.hex),
            "name": JSON(entry.name), "resources": JSON(places[entry.resources]),
            "array": JSON(entry.array),
          ]
        })
    }
    return [
      "version": 1, "name": JSON(name.description), "resources": .array(resources),
      "xps": list(entries), "left": list(left),
    ]
  }

  package init(json: JSON) throws(RecordFailure) {
    let name: GridName
    do throws(GridFailure) { name = try GridName(json["name"]?.string ?? "") } catch {
      throw RecordFailure(error.message)
    }
    let resources = json["resources"]?.array ?? []
    func list(_ member: Text) throws(RecordFailure) -> [Entry] {
      var entries: [Entry] = []
      for value in json[member]?.array ?? [] {
        guard let sig = Sig(try value.need("sig")),
          let digest = Digest(hex: try value.need("digest"))
        else { throw RecordFailure("an XP of a grid needs sig and digest") }
        let place = value["resources"]?.int ?? -1
        entries.append(
          Entry(
            digest: digest, sig: sig, name: try value.need("name"),
            resources: resources.indices.contains(place) ? resources[place] : [:],
            array: value["array"]?.int))
      }
      return entries
    }
    guard json["xps"]?.array != nil else { throw RecordFailure("no 'xps'") }
    self.init(name, entries: try list("xps"), left: try list("left"))
  }

  /// How a grid changed: what came and what went, in order.
  package func changes(
    since old: GridRecord?
  ) -> (added: [Entry], removed: [Entry], changed: [Entry]) {
    let before = Dictionary(
      (old?.entries ?? []).map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
    let now = Set(entries.map(\.digest))
    return (
      added: entries.filter { before[$0.digest] == nil },
      removed: (old?.entries ?? []).filter { !now.contains($0.digest) },
      changed: entries.filter { entry in
        before[entry.digest].map { $0.resources != entry.resources } ?? false
      }
    )
  }
}
