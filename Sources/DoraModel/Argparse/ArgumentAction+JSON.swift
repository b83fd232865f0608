extension ArgumentAction {
  /// Reads one action of a description; `slots` gives each name its place.
  init?(json: JSON, slots: [Text: Int]) {
    guard let kind = Kind(json: json), let options = json["options"]?.array,
      let nargs = json["nargs"], let count = Count(json: nargs),
      let type = json["type"], let conversion = Conversion(json: type),
      let name = json["name"], let `default` = HeldValue(json: json, "default"),
      let const = HeldValue(json: json, "const")
    else { return nil }
    self.kind = kind
    isOption = !options.isEmpty
    slot = json["dest"]?.text.flatMap { slots[$0] }
    self.count = count
    self.conversion = conversion
    typeName = json["type_name"]?.string ?? ""
    isRequired = json["required"] == .bool(true)
    self.name =
      switch name {
      case .text(let text): .text(text.string)
      case .null: .none
      default: .unsure
      }
    if let choices = json["choices"], !choices.isNull { self.choices = Choices(json: choices) }
    self.default = `default`
    self.const = const
    convertedDefault = json["default_converted"].map(Converted.init(json:))
    convertedConst = json["const_converted"].map(Converted.init(json:))
  }
}

extension ArgumentAction.Kind {
  fileprivate init?(json: JSON) {
    switch json["kind"]?.string {
    case "store": self = .store
    case "store_const": self = .storeConst
    case "append": self = .append
    case "append_const": self = .appendConst
    case "extend": self = .extend
    case "count": self = .count
    case "boolean": self = .boolean
    case "help", "version": self = .exits
    case "parsers":
      var places: [Text: Int] = [:]
      for pair in json["parsers"]?.array ?? [] {
        guard let pair = pair.array, pair.count == 2, let name = pair[0].text,
          let place = pair[1].int
        else { return nil }
        places[name] = place
      }
      self = .parsers(places)
    case "custom": self = .custom
    default: return nil
    }
  }
}

extension ArgumentAction.Count {
  fileprivate init?(json: JSON) {
    switch json {
    case .null: self = .one
    case .text("?"): self = .optional
    case .text("*"): self = .any
    case .text("+"): self = .some
    case .text("..."): self = .rest
    case .text("A..."): self = .command
    default:
      guard let count = json.int, (0...99).contains(count) else { return nil }
      self = .exactly(count)
    }
  }
}

extension ArgumentAction.Conversion {
  fileprivate init?(json: JSON) {
    if let place = json["enum"]?.int {
      self = .member(place)
      return
    }
    switch json.string {
    case "str": self = .text
    case "int": self = .int
    case "float": self = .float
    case "bool": self = .bool
    case "path": self = .path
    case "unknown": self = .unknown
    default: return nil
    }
  }
}

extension ArgumentAction.Converted {
  fileprivate init(json: JSON) {
    if let sentence = json["error"]?.string {
      self = .refused(sentence)
    } else if let value = json["value"].flatMap(PythonValue.init(json:)),
      let object = json["id"]?.int
    {
      self = .value(HeldValue(value: value, object: Int32(clamping: object)))
    } else {
      self = .unsure
    }
  }
}

extension ArgumentAction.Choices {
  fileprivate init(json: JSON) {
    values = json["values"]?.array.flatMap(PythonValue.all)
    areHashed = json["hashed"] == .bool(true)
    areClass = json["class"] == .bool(true)
    string = json["string"]?.text
    text = json["text"]?.string
  }
}

extension HeldValue {
  /// Reads the value of that name and the number of its object beside it.
  fileprivate init?(json: JSON, _ name: String) {
    guard let value = json[Text(name)].flatMap(PythonValue.init(json:)),
      let object = json[Text(name + "_id")]?.int
    else { return nil }
    self.init(value: value, object: Int32(clamping: object))
  }
}

extension PythonValue {
  /// Reads a value as `dora._values` encodes it.
  init?(json: JSON) {
    switch json {
    case .null: self = .none
    case .bool(let bool): self = .bool(bool)
    case .integer(let digits): self = Int(digits).map(PythonValue.int) ?? .big(digits)
    case .number(let double): self = .float(double)
    case .text(let text): self = .text(text)
    case .array: return nil
    case .object(let members):
      guard members.count == 1, let content = members.first?.value else { return nil }
      switch (members[0].name.string, content) {
      case ("suppress", _): self = .suppress
      case ("path", .text(let path)): self = .path(path)
      case ("list", .array(let parts)):
        guard let parts = Self.all(parts) else { return nil }
        self = .list(parts)
      case ("tuple", .array(let parts)):
        guard let parts = Self.all(parts) else { return nil }
        self = .tuple(parts)
      case ("member", _):
        guard let place = content.int else { return nil }
        self = .member(place)
      case ("opaque", _):
        guard let place = content.int else { return nil }
        self = .opaque(place)
      default: return nil
      }
    }
  }

  fileprivate static func all(_ parts: [JSON]) -> [PythonValue]? {
    var values: [PythonValue] = []
    for part in parts {
      guard let value = PythonValue(json: part) else { return nil }
      values.append(value)
    }
    return values
  }
}
