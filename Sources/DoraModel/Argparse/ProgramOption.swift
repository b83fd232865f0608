/// One option of a training program, as completion offers it.
package struct ProgramOption: Hashable, Sendable {
  /// `--lr`, `-l`.
  package var names: [String]
  package var takesValue: Bool
  /// The values that it takes, when only some will do and they can be typed.
  package var choices: [String]
  /// A few words for people.
  package var about: String
  /// Whether it's typed as `name=value`, with no dashes: a key of a Hydra program.
  package var isOverride = false

  /// The options in what `dora._describe.describe_parser` wrote; none, when only Python can parse for this program.
  package static func all(of parser: JSON) -> [ProgramOption] {
    (parser["parsers"]?.array?.first?["actions"]?.array ?? []).compactMap(ProgramOption.init)
  }

  /// A key of a Hydra program's configuration, or a group of its configs.
  init(key: String, choices: [String], about: String) {
    names = [key]
    takesValue = true
    self.choices = choices
    self.about = about
    isOverride = true
  }

  private init?(_ action: JSON) {
    names = (action["options"]?.texts ?? []).map(\.string)
    let help = action["help"]?.string
    // What prints help makes no XP; the mark is argparse's own for an option that is to stay hidden.
    guard !names.isEmpty, help != "==SUPPRESS==",
      !["help", "version"].contains(action["kind"]?.string)
    else { return nil }
    takesValue =
      ["store", "append", "extend", "custom"].contains(action["kind"]?.string)
      && action["nargs"] != .integer("0")
    choices = (action["choices"]?["values"]?.array ?? []).compactMap(Self.typed)
    let value = action["default"].flatMap(Self.typed)
    if let help {
      about = Self.filled(help, default: value)
    } else {
      let type = takesValue ? action["type_name"]?.string : nil
      let parts = [type == "None" ? "str" : type, value.map { "default \($0)" }]
      about = takesValue ? parts.compactMap { $0 }.joined(separator: ", ") : ""
    }
  }

  /// A value as it's typed on a command line; nil when it can't be.
  private static func typed(_ value: JSON) -> String? {
    switch value {
    case .text(let text): text.string
    case .integer(let digits): digits
    case .number: PythonJSON.string(value)
    case .null, .bool, .array, .object: nil
    }
  }

  /// The help's first line, as argparse fills it in where that's simple.
  private static func filled(_ help: String, default value: String?) -> String {
    let line = help.split { $0.isNewline }.first.map(String.init) ?? ""
    return line.replacing("%(default)s", with: value ?? "None").replacing("%%", with: "%")
  }
}
