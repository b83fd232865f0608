import DoraModel

extension GridFile {
  /// Reads what the Python client says of a grid file; nil when it isn't that.
  init?(json: JSON) throws(TableFailure) {
    guard let resources = json["resources"]?.array, let xps = json["xps"]?.array else { return nil }
    var asked: [Asked] = []
    asked.reserveCapacity(xps.count)
    for xp in xps {
      guard let parts = xp.array, parts.count == 3, let argv = parts[0].texts,
        let place = parts[1].int, resources.indices.contains(place)
      else { return nil }
      asked.append(Asked(argv: argv, resources: resources[place], array: parts[2].int))
    }
    self.init(asked: asked, look: try GridLook(json: json["look"] ?? .null))
  }
}

extension GridLook {
  init(json: JSON) throws(TableFailure) {
    self.init(
      meta: try Self.columns(json["meta"]), metrics: try Self.columns(json["metrics"]),
      colors: json["colors"]?.texts?.map(\.string), processes: json["processes"]?.bool ?? false)
  }

  private static func columns(_ json: JSON?) throws(TableFailure) -> [Column]? {
    guard let nodes = json?.array else { return nil }
    var columns: [Column] = []
    for node in nodes { columns.append(try Column(json: node)) }
    return columns
  }
}
