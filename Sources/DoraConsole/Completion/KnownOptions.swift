import ArgumentParser
import DoraModel

/// The options of one of our verbs, as its parser describes itself.
struct KnownOptions {
  struct Option {
    /// `--retry`, `-r`.
    let names: [String]
    let takesValue: Bool
    /// What the value is called: `sig`, `job`.
    let value: String
    let about: String
  }

  private(set) var options: [Option] = []
  /// What the words are called that aren't options.
  private(set) var positionals: [String] = []

  /// Whether words after `--` are the training program's.
  var takesProgramArguments: Bool {
    positionals.contains { ["argv", "argument"].contains($0) }
  }

  init(_ type: any ToolCommand.Type) {
    guard let dump = Self.dump(type), let arguments = dump["command"]?["arguments"]?.array else {
      return
    }
    for argument in arguments where argument["shouldDisplay"] == .bool(true) {
      let value = argument["valueName"]?.string ?? ""
      let kind = argument["kind"]?.string
      if kind == "positional" {
        positionals.append(value)
        continue
      }
      let names = (argument["names"]?.array ?? []).compactMap { name -> String? in
        guard let word = name["name"]?.string else { return nil }
        return (name["kind"]?.string == "long" ? "--" : "-") + word
      }
      let about = argument["abstract"]?.string ?? ""
      options.append(
        Option(names: names, takesValue: kind == "option", value: value, about: about))
    }
  }

  /// The parser's own description, which it gives in the guise of an error.
  private static func dump(_ type: any ToolCommand.Type) -> JSON? {
    do {
      _ = try type.parseAsRoot(["--experimental-dump-help"])
      return nil
    } catch {
      return try? JSONReader.read(Array(type.fullMessage(for: error).utf8))
    }
  }

  /// The option that a word names, and the value if it's in the same word.
  func option(_ word: String) -> (option: Option, value: String?)? {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first.map(String.init),
      let option = options.first(where: { $0.names.contains(name) })
    else { return nil }
    return (option, parts.count == 2 ? String(parts[1]) : nil)
  }
}
