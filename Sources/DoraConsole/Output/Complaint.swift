import ArgumentParser
import DoraModel

/// What the parser says of wrong words, in git's form: without a capital, and what was probably meant as hints.
struct Complaint {
  let text: String

  /// Takes the parser's own words, usage included, and what it was given.
  init(_ message: String, of type: any ToolCommand.Type, _ arguments: [String]) {
    let mark = "Error: "
    guard message.hasPrefix(mark) else {
      text = message
      return
    }
    var lines = message.dropFirst(mark.count)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let parts = lines[0].split(separator: ". Did you mean '", maxSplits: 1)
    lines[0] = Self.uncapitalized(String(parts[0]))
    let option = Self.unknownOption(in: lines[0])
    if let meant = parts.dropFirst().first?.prefix(while: { $0 != "'" }),
      option.map({ Self.isNear($0, String(meant)) }) ?? true
    {
      lines.append("hint: did you mean '\(meant)'?")
    } else if type.takesProgramArguments, let option,
      let word = arguments.first(where: { $0.hasPrefix(option) })
    {
      let name = type.configuration.commandName ?? "dora"
      lines.append("hint: the program's own options stand after '--': \(name) -- \(word)")
    }
    text = "fatal: " + lines.joined(separator: "\n")
  }

  /// Of a word in capitals, such as a name of ours, the first letter stays as it is.
  private static func uncapitalized(_ line: String) -> String {
    line.dropFirst().first?.isUppercase == false
      ? line.prefix(1).lowercased() + line.dropFirst() : line
  }

  private static func unknownOption(in line: String) -> String? {
    let mark = "unknown option '"
    guard line.hasPrefix(mark) else { return nil }
    return String(line.dropFirst(mark.count).prefix { $0 != "'" })
  }

  /// Whether most of what was typed is in the other; the parser's own idea of near takes `--lr` for `--clear`.
  private static func isNear(_ typed: String, _ meant: String) -> Bool {
    let typed = String(typed.drop { $0 == "-" })
    let distance = EditDistance.between(typed, String(meant.drop { $0 == "-" }))
    return 2 * distance < typed.count
  }
}
