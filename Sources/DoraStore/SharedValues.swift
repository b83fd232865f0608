import DoraModel

/// Values that many records of an index share; each is kept once, and named by its place.
struct SharedValues {
  private(set) var programs: [Program] = []
  private(set) var strings: [String] = []
  private var programPlaces: [Program: UInt32] = [:]
  /// By their bytes: strings of Swift are equal where their bytes differ.
  private var stringPlaces: [[UInt8]: UInt32] = [:]

  init() {}

  mutating func place(of program: Program) -> UInt32 {
    if let known = programPlaces[program] { return known }
    let place = UInt32(programs.count)
    programs.append(program)
    programPlaces[program] = place
    return place
  }

  mutating func place(of string: String) -> UInt32 {
    let bytes = Array(string.utf8)
    if let known = stringPlaces[bytes] { return known }
    let place = UInt32(strings.count)
    strings.append(string)
    stringPlaces[bytes] = place
    return place
  }

  /// 0 for nil, else a place counted from 1.
  mutating func place(of string: String?) -> UInt32 {
    guard let string else { return 0 }
    return place(of: string) + 1
  }

  func encode(to writer: inout ByteWriter) {
    writer.put(UInt32(programs.count))
    for program in programs { writer.put(PythonJSON.string(program.json)) }
    writer.put(UInt32(strings.count))
    for string in strings { writer.put(string) }
  }

  init(from reader: inout ByteReader) {
    var count = reader.integer(UInt32.self)
    while count > 0, !reader.isBroken {
      let text = reader.string()
      guard let json = try? JSONReader.read(Array(text.utf8)),
        let program = try? Program(json: json)
      else {
        reader.spoil()
        return
      }
      programs.append(program)
      count -= 1
    }
    count = reader.integer(UInt32.self)
    while count > 0, !reader.isBroken {
      strings.append(reader.string())
      count -= 1
    }
  }
}

extension ByteReader {
  mutating func program(_ shared: SharedValues) -> Program? {
    let place = Int(integer(UInt32.self))
    return shared.programs.indices.contains(place) ? shared.programs[place] : nil
  }

  mutating func string(_ shared: SharedValues) -> String {
    string(shared, at: Int(integer(UInt32.self)))
  }

  mutating func optionalString(_ shared: SharedValues) -> String? {
    let place = Int(integer(UInt32.self))
    return place == 0 ? nil : string(shared, at: place - 1)
  }

  private mutating func string(_ shared: SharedValues, at place: Int) -> String {
    guard shared.strings.indices.contains(place) else {
      spoil()
      return ""
    }
    return shared.strings[place]
  }
}
