import Foundation

/// A page of the manual, as far as tests read it.
struct ManualPage {
  /// Its name in `man/`: `dora-sig.1`.
  let file: String
  private let lines: [String]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "man")

  static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .sorted()

  init(_ file: String) throws {
    self.file = file
    lines = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
      .components(separatedBy: "\n")
  }

  var name: String { String(file.prefix { $0 != "." }) }
  var section: Int { Int(String(file.last ?? "0")) ?? 0 }

  /// What it says beside its name.
  var about: String {
    lines.first { $0.hasPrefix(".Nd ") }.map { String($0.dropFirst(4)) } ?? "nothing"
  }

  /// The titles of its sections, in their order.
  var titles: [String] { lines.filter { $0.hasPrefix(".Sh ") }.map { String($0.dropFirst(4)) } }

  /// The files of the pages that it refers to.
  var references: [String] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(where: { $0 == "Xr" || $0 == ".Xr" }),
        words.count > place + 2
      else { return nil }
      return "\(words[place + 1]).\(words[place + 2])"
    }
  }

  /// The options that the page explains, as they are typed.
  var options: Set<String> {
    var found: Set<String> = []
    for line in lines where line.hasPrefix(".It Fl ") {
      let words = line.split(separator: " ").map(String.init)
      for (word, next) in zip(words, words.dropFirst()) where word == "Fl" {
        found.insert("-\(next)")
      }
    }
    return found
  }

  /// What the page calls the value of an option that takes one.
  var values: [String: String] {
    var found: [String: String] = [:]
    for line in lines where line.hasPrefix(".It Fl ") {
      for piece in line.dropFirst(4).split(separator: " , ") {
        let words = piece.split(separator: " ")
        let value = zip(words, words.dropFirst()).filter { $0.0 == "Ar" }.map(\.1)
        guard words.count > 1, words[0] == "Fl", !value.isEmpty else { continue }
        found["-\(words[1])"] = value.joined(separator: "=")
      }
    }
    return found
  }

  /// Something typed in an example, and what the page says comes of it.
  struct Step {
    var command: String
    var answer: [String]
  }

  /// All examples of the page, one session after the other.
  var steps: [Step] {
    var steps: [Step] = []
    var isLiteral = false
    for line in lines {
      if line.hasPrefix(".Bd -literal") {
        isLiteral = true
      } else if line == ".Ed" {
        isLiteral = false
      } else if isLiteral {
        let text = Self.typed(line)
        if text.hasPrefix("$ ") {
          steps.append(Step(command: String(text.dropFirst(2)), answer: []))
        } else if text == ">" || text.hasPrefix("> "), !steps.isEmpty {
          steps[steps.count - 1].command += "\n" + text.dropFirst(2)
        } else if !steps.isEmpty {
          steps[steps.count - 1].answer.append(text)
        }
      }
    }
    return steps
  }

  /// A line of a literal display without the escapes that keep its characters what they are.
  private static func typed(_ line: String) -> String {
    let escapes = [
      ("\\&", ""), ("\\-", "-"), ("\\(aq", "'"), ("\\(ga", "`"), ("\\(ha", "^"), ("\\(ti", "~"),
      ("\\e", "\\"),
    ]
    return escapes.reduce(line) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}

extension ManualPage.Step {
  /// Whether these lines are what the page says; `...` stands for anything, alone on a line for any lines.
  func isAnswered(by lines: [String]) -> Bool {
    let pattern = answer.map { line in
      line == "..."
        ? "(?:.*\n)*"
        : NSRegularExpression.escapedPattern(for: line)
          .replacingOccurrences(of: "\\.\\.\\.", with: ".*") + "\n"
    }.joined()
    let text = lines.map { $0 + "\n" }.joined()
    return text.range(of: "^\(pattern)$", options: .regularExpression) == text
      .startIndex..<text.endIndex
      || (text.isEmpty && pattern.isEmpty)
  }
}
