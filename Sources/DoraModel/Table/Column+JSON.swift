extension Column {
  /// The node in treetable's words, in a fixed order; what isn't set is left out.
  package var json: JSON {
    var members = [JSON.Member("key", .text(key))]
    if display != key { members.append(JSON.Member("display", .text(display))) }
    if let align { members.append(JSON.Member("align", JSON(align.rawValue))) }
    if let format { members.append(JSON.Member("format", .text(format))) }
    if let wrap { members.append(JSON.Member("wrap", JSON(wrap))) }
    if let missing { members.append(JSON.Member("missing", .text(missing))) }
    if let shorten { members.append(JSON.Member("shorten", .bool(shorten))) }
    if let groups { members.append(JSON.Member("groups", .array(groups.map(\.json)))) }
    return .object(members)
  }

  /// Reads a node that a grid file made; a property that is null or missing is inherited.
  package init(json: JSON) throws(TableFailure) {
    guard json.members != nil, let key = json["key"], key.array == nil, key.members == nil else {
      throw .malformedColumn(PythonJSON.string(json))
    }
    // A key may be a number in Python; its row then has it as a name.
    self.key = key.isNull ? "" : key.text ?? Text(PythonText.str(key))
    display = json["display"]?.text ?? self.key
    align = try Self.align(json["align"])
    format = json["format"]?.text
    wrap = json["wrap"]?.int.flatMap { $0 > 0 ? $0 : nil }
    missing = json["missing"]?.text
    shorten = json["shorten"]?.bool
    groups = nil
    if let nodes = json["groups"]?.array {
      var groups: [Column] = []
      for node in nodes { groups.append(try Column(json: node)) }
      self.groups = groups
    }
  }

  private static func align(_ value: JSON?) throws(TableFailure) -> Align? {
    guard let value, !value.isNull else { return nil }
    guard let align = value.string.flatMap(Align.init(rawValue:)) else {
      throw .unknownAlign(PythonText.str(value))
    }
    return align
  }
}
