@testable import DoraModel

/// Parsers for tests, described as the Python client describes them.
enum ArgparseFixture {
  /// The functions of argparse in Python 3.11.2.
  static let digest: JSON = "508c0a79aa61730cb0a32cac17f712409ed19d8612bc40a7292573b946cfa6e9"

  /// One action; `settings` are what isn't as `add_argument` has it by default.
  static func action(_ options: JSON = [], dest: Text, _ settings: JSON = [:]) -> JSON {
    let names = (options.array ?? []).compactMap(\.string)
    let kind = settings["kind"] ?? "store"
    let isFlag = kind == "store_const" || kind == "count" || kind == "help"
    return changed(
      [
        "kind": kind, "options": options, "dest": .text(dest), "nargs": isFlag ? 0 : nil,
        "type": "str", "type_name": settings["type"] ?? "None", "required": .bool(names.isEmpty),
        "name": JSON(names.isEmpty ? dest.string : names.joined(separator: "/")), "choices": nil,
        "default": nil, "default_id": -1, "const": nil, "const_id": -1,
      ], by: settings)
  }

  /// One parser; `settings` are what isn't as `ArgumentParser` has it by default.
  static func parser(_ actions: [JSON], _ settings: JSON = [:]) -> JSON {
    var options: [JSON] = []
    for (place, action) in actions.enumerated() {
      options += (action["options"]?.array ?? []).map { .array([$0, JSON(place)]) }
    }
    return changed(
      [
        "native": true, "talks": true, "prefix": "-", "fromfile": nil, "abbreviates": true,
        "suggests": false, "negative": #"^-\d+$|^-\d*\.\d+$"#, "has_negative": false,
        "options": .array(options), "actions": .array(actions), "groups": [], "defaults": [],
      ], by: settings)
  }

  /// A description of parsers, the program's own first.
  static func description(
    _ parsers: [JSON], excluded: JSON = [], digest: JSON = digest
  ) -> ArgumentParserDescription? {
    ArgumentParserDescription(json: [
      "version": 1, "implementation": "cpython", "argparse": digest, "untranslated": true,
      "native": true, "parsers": .array(parsers), "excluded": excluded, "members": [],
      "enums": [], "opaques": [],
    ])
  }

  private static func changed(_ json: JSON, by settings: JSON) -> JSON {
    let new = settings.members ?? []
    let kept = (json.members ?? []).filter { old in !new.contains { $0.name == old.name } }
    return .object(kept + new)
  }
}

extension ArgumentParserDescription {
  /// What a command line comes to, in one string: the delta as JSON, or the answer's name.
  func answer(_ line: String) -> String {
    let argv = line.split(separator: " ", omittingEmptySubsequences: true).map { Text(String($0)) }
    return switch parse(argv) {
    case .delta(let delta): PythonJSON.string(delta.json)
    case .refused(let sentence): "error: \(sentence)"
    case .exits: "exits"
    case .unsure: "unsure"
    }
  }
}
