import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora metrics`: pushes one entry of the history, from a program in any language.
struct MetricsCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora metrics",
    abstract: "Push metrics of the run that this is called in, as one entry of its history.",
    usage: "dora metrics <key>=<value>...")

  @Argument(help: "Metrics: a JSON value, or else a string.")
  var metrics: [String]

  func execute(_ console: Console) throws -> Int32 {
    try MetricsVerb.push(metrics, try console.context())
    return Exit.done.rawValue
  }
}
