import CLibyaml

/// Reads YAML through libyaml, and only what libyaml and PyYAML's own scanner read alike.
///
/// PyYAML's pure Python scanner is what OmegaConf uses. The two part on tabs, on directives, on
/// unusual line breaks, on question marks in brackets and on a few characters: a text with any of
/// these is a doubt, as is one with tags, whose constructors are Python's.
package struct YAMLReader {
  private let reader: OpaquePointer
  private var anchors: [Text: YAMLNode] = [:]
  private var depth = 0
  /// How many of the open collections are in brackets or braces.
  private var flow = 0
  private var size = 0
  private static let deepest = 100
  /// Aliases may multiply: a document that would grow beyond this is no configuration.
  private static let largest = 200_000

  /// Reads the one document of `bytes`; nil when it's empty.
  package static func read(_ bytes: [UInt8]) throws(YAMLDoubt) -> YAMLNode? {
    let text = try YAMLText.checked(bytes)
    let result: Result<YAMLNode?, YAMLDoubt> = text.withUnsafeBufferPointer { buffer in
      guard let handle = dora_yaml_open(buffer.baseAddress, buffer.count) else {
        return .failure(YAMLDoubt(reason: "no memory for the YAML parser", line: 0))
      }
      defer { dora_yaml_close(handle) }
      var reader = YAMLReader(reader: handle)
      do throws(YAMLDoubt) { return .success(try reader.document()) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(reader: OpaquePointer) { self.reader = reader }

  private func next() throws(YAMLDoubt) -> dora_yaml_event {
    var event = dora_yaml_event()
    guard dora_yaml_next(reader, &event) == 0 else {
      throw YAMLDoubt(reason: "not YAML", line: 0)
    }
    if event.is_unusual != 0 {
      throw YAMLDoubt(reason: "a tag or directive", line: Int(event.line))
    }
    return event
  }

  private mutating func document() throws(YAMLDoubt) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let event = try next()
      switch Int(event.kind) {
      case DORA_YAML_END: return root
      case DORA_YAML_OTHER: continue
      case DORA_YAML_DOCUMENT:
        guard root == nil else {
          throw YAMLDoubt(reason: "more than one document", line: Int(event.line))
        }
        root = try node(try next())
      default: throw YAMLDoubt(reason: "not one document", line: Int(event.line))
      }
    }
  }

  private mutating func node(_ event: dora_yaml_event) throws(YAMLDoubt) -> YAMLNode {
    depth += 1
    size += 1
    defer {
      depth -= 1
      flow -= Int(event.is_flow)
    }
    guard depth <= Self.deepest, size <= Self.largest else {
      throw YAMLDoubt(reason: "nested too deeply or too large", line: Int(event.line))
    }
    let anchor = event.anchor.map { Text(String(cString: $0)) }
    let line = Int(event.line)
    let node: YAMLNode
    switch Int(event.kind) {
    case DORA_YAML_SCALAR:
      let bytes = UnsafeBufferPointer(start: event.text, count: event.length)
      // PyYAML ends a plain word in brackets at a question mark.
      if flow > 0, event.is_plain != 0, bytes.contains(UInt8(ascii: "?")) {
        throw YAMLDoubt(reason: "a question mark in brackets", line: line)
      }
      node = .scalar(Text(bytes: bytes), isPlain: event.is_plain != 0)
    case DORA_YAML_ALIAS:
      guard let anchor, let target = anchors[anchor] else {
        throw YAMLDoubt(reason: "an alias of nothing", line: line)
      }
      size += target.size
      return target
    case DORA_YAML_SEQUENCE:
      flow += Int(event.is_flow)
      var elements: [YAMLNode] = []
      while true {
        let event = try next()
        if Int(event.kind) == DORA_YAML_SEQUENCE_END { break }
        elements.append(try self.node(event))
      }
      node = .sequence(elements)
    case DORA_YAML_MAPPING:
      flow += Int(event.is_flow)
      var pairs: [(key: YAMLNode, value: YAMLNode)] = []
      while true {
        let event = try next()
        if Int(event.kind) == DORA_YAML_MAPPING_END { break }
        let key = try self.node(event)
        pairs.append((key, try self.node(try next())))
      }
      node = .mapping(pairs)
    default: throw YAMLDoubt(reason: "an unexpected event", line: line)
    }
    if let anchor, anchors.updateValue(node, forKey: anchor) != nil {
      throw YAMLDoubt(reason: "an anchor defined twice", line: line)
    }
    return node
  }
}

extension YAMLNode {
  /// How many nodes it stands for.
  fileprivate var size: Int {
    switch self {
    case .scalar: 1
    case .sequence(let elements): elements.reduce(1) { $0 + $1.size }
    case .mapping(let pairs): pairs.reduce(1) { $0 + $1.key.size + $1.value.size }
    }
  }
}
