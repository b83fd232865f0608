import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora init`: makes the store.
struct InitCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora init", abstract: "Make a store in this folder, or say where it is.")

  func execute(_ console: Console) throws -> Int32 {
    let (path, isNew) = try InitVerb.make(try console.context())
    try console.output.line(
      "\(isNew ? "Initialized empty" : "Using existing") dora store in \(path)")
    return Exit.done.rawValue
  }
}
