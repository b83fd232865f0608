import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora snapshot`: the work tree as a commit that git keeps.
struct SnapshotCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora snapshot",
      abstract: "Record the work tree as a commit, as each run does, and print it.",
      usage: "dora snapshot")
  }

  @OptionGroup var program: ProgramOptions

  static func plain(_ words: [String]) -> (any Call)? {
    words.isEmpty ? SnapshotCall(choice: ProgramChoice()) : nil
  }

  func execute(_ console: Console) throws -> Int32 {
    try SnapshotCall(choice: program.choice).execute(console)
  }
}

/// What `dora snapshot` does, however its words were read.
private struct SnapshotCall: Call {
  let choice: ProgramChoice

  func execute(_ console: Console) throws -> Int32 {
    let verb = SnapshotVerb(try console.project())
    try console.output.line(try verb.take(choice))
    return Exit.done.rawValue
  }
}
