import DoraTestSupport
import Foundation

/// A terminal session as text: commands after `$ `, then what they said.
///
/// A line of stderr begins with `2> `, a status other than 0 stands alone as `[128]`. Lines before the first command are
/// a description and stay. The project's folder reads `PROJECT`, the tools' own `TOOLS`.
struct Transcript {
  let preamble: [String]
  let commands: [String]
  let text: String

  init(_ text: String) {
    self.text = text
    let lines = text.components(separatedBy: "\n")
    preamble = Array(lines.prefix { !$0.hasPrefix("$ ") })
    commands = lines.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
  }

  /// The text that this session has when its commands run now.
  func replayed(in project: ToyProject) throws -> String {
    var lines = preamble
    for command in commands {
      lines.append("$ \(command)")
      let outcome = try project.run(command)
      lines += Self.block(outcome.out, mark: "", in: project)
      lines += Self.block(outcome.error, mark: "2> ", in: project)
      if outcome.status != 0 { lines.append("[\(outcome.status)]") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func block(_ text: String, mark: String, in project: ToyProject) -> [String] {
    if text.isEmpty { return [] }
    let shown = text.replacing(project.sandbox.path, with: "PROJECT")
      .replacing(ToyProject.tools, with: "TOOLS")
    return shown.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast(shown.hasSuffix("\n") ? 1 : 0).map { mark + $0 }
  }
}
